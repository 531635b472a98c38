/** The addresses of the shell's own pages. No other address is ever opened. */

export const appScheme = 'app'
export const appHost = 'foyer'
export const appOrigin = `${appScheme}://${appHost}`
export const screensUrl = `${appOrigin}/`
export const outOfOrderPath = '/out-of-order/'

/** The address of the page that is shown while there is no station. `retryAtMs` is null where nothing is planned. */
export function outOfOrderUrl(why: string | null, retryAtMs: number | null): string {
  const url = new URL(outOfOrderPath, screensUrl)
  if (retryAtMs !== null) url.searchParams.set('retryAt', String(retryAtMs))
  if (why !== null) url.searchParams.set('why', why)
  return url.href
}

/** Whether `url` is one of the shell's own pages; text that is no address is not. */
export function isOwnAddress(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.protocol === `${appScheme}:` && parsed.host === appHost
}

/** Whether `url` is the screens' page, the only one that is handed a port. */
export function isScreensAddress(url: string): boolean {
  return isOwnAddress(url) && !new URL(url).pathname.startsWith(outOfOrderPath)
}
