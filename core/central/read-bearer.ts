/** The token of `Authorization: Bearer …` (RFC 6750, 2.1), whatever the case of the word; null where there is none. */
export function readBearer(authorization: string | undefined): string | null {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd() ?? null
}
