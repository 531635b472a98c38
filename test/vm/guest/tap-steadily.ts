/** Card after card, each when the one before has been answered. */
import { reportToHex, textToReports } from '../../../core/badge/keyboard-report.ts'
import type { Decision } from '../../../core/contract/decision.ts'
import type { Call } from '../../../core/door/call-rpc.ts'

/** A station's call, and what it decides next. */
export type Door = { call: Call; nextDecision: () => Promise<Decision> }

/**
 * Types each card's number into the window. `answered` gets the event's id when a screen has been told what was decided,
 * which the station says is stored by then. Throws when it decided something else than in or out.
 */
export async function tapSteadily(
  { call, nextDecision }: Door,
  cards: readonly string[],
  answered: (eventId: string) => void,
): Promise<never> {
  for (let turn = 0; ; turn++) {
    const reports = textToReports(`${cards[turn % cards.length]}\n`).map(reportToHex)
    const deciding = nextDecision()
    const answer = await call('presentReports', { reports })
    if (answer.type !== 'accepted') throw new Error(`A tap was not taken: ${JSON.stringify(answer)}`)
    const decision = await deciding
    if (decision.eventId === null) throw new Error(`A tap did not count: ${JSON.stringify(decision)}`)
    answered(decision.eventId)
  }
}
