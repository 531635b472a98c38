/**
 * Chromium alone knows no `app:` scheme, so its pages live under an https address that no name server knows; here it is
 * put to and fro. Both are secure origins of their own.
 */
const realOrigin = 'app://foyer'
const standInOrigin = 'https://foyer.app.invalid'

export function toChromium(url: string): string {
  return url.startsWith(`${realOrigin}/`) ? standInOrigin + url.slice(realOrigin.length) : url
}

export function fromChromium(url: string): string {
  return url.startsWith(`${standInOrigin}/`) ? realOrigin + url.slice(standInOrigin.length) : url
}

export const pageOrigin = standInOrigin
