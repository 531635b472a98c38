/** Serves the screens under `app://foyer/`, so that no page ever has the powers of a `file://` address. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { appScheme } from './app-address.ts'
import { findScreenFile, screenHeaders } from './screen-file.ts'
import type { Places } from './shell-options.ts'

/** Must run before the app is ready: afterwards Chromium no longer learns new schemes. */
export function registerScreensScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers every request under the scheme, from the moment that the app is ready. */
export function serveScreens(places: Places): void {
  protocol.handle(appScheme, (request) => answer(request, places))
}

async function answer(request: Request, places: Places): Promise<Response> {
  const found = findScreenFile(request.method, request.url, places)
  if (found.type === 'refused') return refusal(found.status)
  try {
    const content = request.method === 'HEAD' ? null : new Uint8Array(await readFile(found.path))
    return new Response(content, { headers: { ...screenHeaders, 'content-type': found.contentType } })
  } catch {
    // A missing file and a folder look the same from outside.
    return refusal(404)
  }
}

/** In words, because a page that is missing is otherwise a blank one. */
function refusal(status: number): Response {
  return new Response(`Foyer has no such page (${status}). If this is its first start, the screens are not built.`, {
    status,
    headers: { ...screenHeaders, 'content-type': 'text/plain; charset=utf-8' },
  })
}
