/** An exchange with a fake service that goes wrong as it is told, one fault per request; then everything goes well. */
import type { WireAnswer, WireRequest } from '../../core/upstream/connector.ts'
import type { SendOutcome } from '../../core/upstream/http.ts'

export const faults = [
  'none',
  'not-sent',
  'lost-before',
  'lost-after',
  'busy',
  'broken-before',
  'broken-after',
  'gibberish-after',
  'die-before',
  'die-after',
] as const
export type Fault = (typeof faults)[number]

/** The station's process ends here. */
export class Died extends Error {}

export type FaultyExchange = { send: (baseUrl: string, wire: WireRequest) => Promise<SendOutcome>; plan: Fault[] }

export function createFaultyExchange(handle: (wire: WireRequest) => WireAnswer | Promise<WireAnswer>): FaultyExchange {
  const plan: Fault[] = []
  let requests = 0
  return {
    plan,
    send: async (_baseUrl, wire) => {
      requests += 1
      const requestId = `r${requests}`
      const answered = (status: number, body: string): SendOutcome => ({
        type: 'answered',
        requestId,
        answer: { status, headers: {}, body },
      })
      const fault = plan.shift() ?? 'none'
      switch (fault) {
        case 'none':
          return { type: 'answered', requestId, answer: await handle(wire) }
        case 'not-sent':
          return { type: 'not-sent', requestId, why: 'refused' }
        case 'lost-before':
          return { type: 'lost', requestId, why: 'reset' }
        case 'lost-after':
          await handle(wire)
          return { type: 'lost', requestId, why: 'reset' }
        case 'busy':
          return answered(503, 'busy')
        case 'broken-before':
          return answered(500, 'broken')
        case 'broken-after':
          await handle(wire)
          return answered(500, 'broken')
        case 'gibberish-after':
          await handle(wire)
          return answered(200, '<html>Welcome to the hotel’s network</html>')
        case 'die-before':
          throw new Died()
        case 'die-after':
          await handle(wire)
          throw new Died()
      }
    },
  }
}
