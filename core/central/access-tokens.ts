/** Tokens that are good for a while, without a list of them: each says until when, and is sealed with a key of this run. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type AccessTokens = {
  issue: (nowMs: number) => string
  isGood: (token: string, nowMs: number) => boolean
}

/** A service that starts again knows none of its tokens any more: whoever holds one logs in again. */
export function createAccessTokens(goodForMs: number): AccessTokens {
  const key = randomBytes(32)
  const seal = (content: string): Buffer => createHmac('sha256', key).update(content).digest()
  return {
    issue: (nowMs) => {
      const content = `${nowMs + goodForMs}.${randomBytes(16).toString('base64url')}`
      return `${content}.${seal(content).toString('base64url')}`
    },
    isGood: (token, nowMs) => {
      const end = token.lastIndexOf('.')
      const content = token.slice(0, Math.max(0, end))
      const given = Buffer.from(token.slice(end + 1), 'base64url')
      const expected = seal(content)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
      return Number(content.split('.')[0]) > nowMs
    },
  }
}
