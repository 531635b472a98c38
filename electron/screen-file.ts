/** Which file answers a request of the screens, and with what headers. Decides; reads nothing. */
import { extname, isAbsolute, join, relative } from 'node:path'
import { contentTypes, permissionsPolicy } from '../core/door/screen-files.ts'
import { isOwnAddress, outOfOrderPath } from './app-address.ts'

export type ScreenFile =
  | { type: 'file'; path: string; contentType: string }
  | { type: 'refused'; status: 400 | 403 | 404 | 405 }

/** Everything from the shell itself, nothing from anywhere else, and nothing that a page writes into itself. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // React Aria sets style attributes and a style element for its overlays; styles cannot act.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const screenHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  // Whether photos are taken, the shell asks when the page asks.
  'permissions-policy': permissionsPolicy(true),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * The file for `method` and `url`. A path is decoded once; one that then holds a way up, a backslash, a NUL or a drive
 * is refused rather than repaired, and so is a kind of file that no screen is made of.
 */
export function findScreenFile(
  method: string,
  url: string,
  dirs: { screensDir: string; outOfOrderDir: string },
): ScreenFile {
  if (method !== 'GET' && method !== 'HEAD') return { type: 'refused', status: 405 }
  if (!isOwnAddress(url)) return { type: 'refused', status: 403 }
  const path = decodePath(new URL(url).pathname)
  if (path === null) return { type: 'refused', status: 400 }
  const isOutOfOrder = path.startsWith(outOfOrderPath)
  const dir = isOutOfOrder ? dirs.outOfOrderDir : dirs.screensDir
  const inside = isOutOfOrder ? path.slice(outOfOrderPath.length) : path.slice(1)
  const file = join(dir, inside === '' ? 'index.html' : inside)
  if (!isInside(dir, file)) return { type: 'refused', status: 403 }
  const contentType = contentTypes[extname(file).toLowerCase()]
  return contentType ? { type: 'file', path: file, contentType } : { type: 'refused', status: 404 }
}

function decodePath(pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // A colon is a drive or a stream of its own under Windows.
  const isStrange = /[\\:\0]/.test(path) || path.split('/').some((part) => part === '..' || part === '.')
  return isStrange || !path.startsWith('/') ? null : path
}

function isInside(dir: string, file: string): boolean {
  const way = relative(dir, file)
  return way !== '' && !way.startsWith('..') && !isAbsolute(way)
}
