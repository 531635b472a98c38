/** The built screens as a browser may fetch them. They are listed once, so no path of a request ever reaches the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'

/** `body` reads the file the first time; null where it has gone since it was listed. */
export type ScreenFile = { headers: Record<string, string>; body: () => Buffer | null }

/** Key: the path of the request. `/` is the page itself. */
export type ScreenFiles = ReadonlyMap<string, ScreenFile>

/** Of every kind of file that the screens are made of, by its ending. No other is ever served, through either shell. */
export const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
}

/** `'self'` alone does not cover the WebSocket of a page that was opened by the other loopback name. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws://127.0.0.1:*; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** What no page of ours ever uses; the camera is its own alone, where photos are taken. */
export function permissionsPolicy(usesCamera: boolean): string {
  return `camera=${usesCamera ? '(self)' : '()'}, microphone=(), display-capture=(), geolocation=()`
}

/**
 * Lists the folder; null where it holds no `index.html`. A file of a kind that no screen needs is left out.
 *
 * @param usesCamera The page may use the camera.
 */
export function readScreenFiles(dir: string, usesCamera: boolean): ScreenFiles | null {
  const headers = { ...securityHeaders, 'permissions-policy': permissionsPolicy(usesCamera) }
  const files = new Map<string, ScreenFile>()
  for (const path of listFiles(dir)) {
    const contentType = contentTypes[extname(path)]
    if (contentType === undefined) continue
    const address = `/${path.split(sep).join('/')}`
    files.set(address, {
      headers: { ...headers, 'content-type': contentType, 'cache-control': cacheRule(address) },
      body: readOnce(join(dir, path)),
    })
  }
  const page = files.get('/index.html')
  if (page === undefined) return null
  files.set('/', page)
  return files
}

/**
 * Reads what no browser has asked for yet, a file between two turns of the process: a station that serves waits for none of
 * it, and soon serves all files as they were at its start, whoever builds others. Answers how to stop.
 */
export function readAhead(files: ScreenFiles): () => void {
  const unread = files.values()
  let next: NodeJS.Immediate
  const readNext = (): void => {
    const file = unread.next().value
    file?.body()
    if (file) next = setImmediate(readNext)
  }
  next = setImmediate(readNext)
  return () => clearImmediate(next)
}

function readOnce(path: string): ScreenFile['body'] {
  let body: Buffer | null | undefined
  return () => {
    if (body !== undefined) return body
    try {
      body = readFileSync(path)
    } catch {
      body = null
    }
    return body
  }
}

function listFiles(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, sep).length))
  } catch {
    return []
  }
}

/** Names under `assets/` change with their content; the page itself must be the newest after an update. */
function cacheRule(address: string): string {
  return address.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store'
}
