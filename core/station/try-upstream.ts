/** Whether anything answers at an upstream's address, before there is a station that would tell it something. */
import type { Answer } from '../contract/contract.ts'
import { createExchange } from '../upstream/http.ts'

/** Somebody stands and waits. */
const limits = { connectMs: 4000, headersMs: 5000, bodyMs: 5000, totalMs: 8000, answerBytes: 1024 * 1024 }

/**
 * Any answer counts, also a refusal: it is asked for no more than its front door, without a secret, and follows no redirect. A
 * reference service is known by the title of its own description.
 */
export async function tryUpstream(url: string): Promise<Answer<'trySetupUpstream'>> {
  const exchange = createExchange(limits)
  try {
    const front = await ask(exchange, url, '')
    if (front.type !== 'answered') return { type: 'silent', why: front.why }
    const described = await ask(exchange, url, '/openapi.json')
    const isFoyer = described.type === 'answered' && /"title":\s*"Foyer/.test(described.answer.body)
    return { type: 'answers', status: front.answer.status, isFoyer }
  } finally {
    await exchange.close()
  }
}

function ask(exchange: ReturnType<typeof createExchange>, url: string, path: string) {
  return exchange.send(url, { method: 'GET', path, headers: {}, body: null })
}
