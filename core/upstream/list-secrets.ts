/** Every text that opens an upstream, and what is made of it on the way: what a service may say again, and nobody may read. */
import { createHash } from 'node:crypto'

/** What of an upstream's settings is secret, each by itself and not as `env:NAME`. */
export type SecretSettings = Partial<Record<'key' | 'token' | 'password' | 'subscriptionKey', string | undefined>>

export function listSecrets({ key, token, password, subscriptionKey }: SecretSettings): string[] {
  const given = [key, token, password, subscriptionKey].filter((secret) => secret !== undefined)
  const made = [
    ...(password === undefined ? [] : [hashPassword(password)]),
    ...(token === undefined ? [] : partsOf(token)),
  ]
  return [...new Set([...given, ...made].flatMap((secret) => [secret, secret.trim()]))].filter(
    (secret) => secret !== '',
  )
}

/** As the login of the time profiles sends it (the vendor's public documentation of it): MD5 in lower-case hexadecimals. */
export function hashPassword(password: string): string {
  return createHash('md5').update(password).digest('hex')
}

/** Of a token that is a whole header, such as `Bearer …`, also what follows the scheme, and what `Basic …` says to whom can read it. */
function partsOf(token: string): string[] {
  const [, scheme, credentials] = /^\s*([A-Za-z][\w-]*)\s+(\S+)\s*$/.exec(token) ?? []
  const decoded = Buffer.from(credentials ?? token.trim(), 'base64').toString('utf8')
  const isBasic = scheme === undefined || scheme.toLowerCase() === 'basic'
  const [, password] = (isBasic && /^[\x20-\x7e]*?:([\x20-\x7e]+)$/.exec(decoded)) || []
  return [credentials, password].filter((part) => part !== undefined)
}
