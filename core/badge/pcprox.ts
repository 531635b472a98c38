/**
 * The feature-report protocol of rf IDEAS pcProx and WAVE ID readers, as a state machine that neither sends nor waits.
 * Sources: micolous/pcprox, “protocol.md” and `pcprox.py`; rf IDEAS, “Reader Interface Kit: supported readers”.
 *
 * Whoever polls does this, each 100 to 250 ms: send `nextFeatureReport()`, read `featureReportBytes` bytes of the feature
 * report 0 about a millisecond later, hand them to `takeAnswer`, and go on at once as long as `isMore` says so.
 */
import type { Presented } from './presented.ts'

export type PcproxProtocol = {
  /** What to send now: report id 0, the command, seven zeros. Asking twice without an answer gives the same. */
  nextFeatureReport: () => Uint8Array
  /** What was read then: 8 bytes, or 9 with the report id 0 in front. Never throws, whatever the bytes. */
  takeAnswer: (answer: Uint8Array) => PcproxStep
  /** Nothing could be sent or read. */
  takeFailure: () => PcproxStep
  /** Whether no card is held and nothing half asked. */
  isAtRest: () => boolean
  /** The reader was opened anew: forgets the card that was held. */
  reset: () => void
}

export type PcproxStep = {
  /** The same card that stays in the field is presented once, until it goes or another one comes. */
  presented: Presented | null
  /** The exchange is not over: the next report is due in about a millisecond, and not after a polling interval. */
  isMore: boolean
  /** Three exchanges in a row have failed: the reader is to be opened anew (ours). */
  isLost: boolean
}

/** Bytes to ask for: the report's id and eight of data. Some systems and readers give eight. */
export const featureReportBytes = 9
const dataBytes = 8
const commands = { cardData: 0x8f, cardInfo: 0x8e } as const
const failuresUntilLost = 3

/** `isParityStripped`: whether the reader takes parity bits away, as it is configured when it is sold. */
export function createPcproxProtocol({ isParityStripped }: { isParityStripped: boolean }): PcproxProtocol {
  /** The card's data wait for its length; only then are they a card. */
  let data: Uint8Array | null = null
  /** What was presented last and is still there. */
  let held: string | null = null
  let failures = 0

  function fail(): PcproxStep {
    data = null
    failures += 1
    return { presented: null, isMore: false, isLost: failures >= failuresUntilLost }
  }

  function present(key: string, presented: Presented): PcproxStep {
    data = null
    failures = 0
    const isHeld = held === key
    held = key
    return { presented: isHeld ? null : presented, isMore: false, isLost: false }
  }

  return {
    // 8F comes first: without it 8E is never set.
    nextFeatureReport: () =>
      Uint8Array.from([0, data === null ? commands.cardData : commands.cardInfo, 0, 0, 0, 0, 0, 0, 0]),
    takeAnswer(answer) {
      const body = takeBody(answer)
      if (body === null) return fail()
      if (data === null) {
        if (body.every((byte) => byte === 0)) {
          held = null
          failures = 0
          return { presented: null, isMore: false, isLost: false }
        }
        data = body
        return { presented: null, isMore: true, isLost: false }
      }
      const bitCount = body[0] ?? 0
      // The card went between the two questions.
      if (bitCount === 0) return fail()
      const bits = readBits(data, bitCount)
      if (bits !== null) return present(bits, { type: 'bits', bits, isParityStripped })
      const why = `The reader told of a card of ${bitCount} bits, and its data do not fit that.`
      return present(why, { type: 'unreadable', why })
    },
    takeFailure: fail,
    isAtRest: () => data === null && held === null,
    reset() {
      data = null
      held = null
      failures = 0
    },
  }
}

function takeBody(answer: Uint8Array): Uint8Array | null {
  if (answer.length === dataBytes) return answer.slice()
  return answer.length === featureReportBytes && answer[0] === 0 ? answer.slice(1) : null
}

/** The lowest byte comes first; null where a bit is set beyond the length, or the length is beyond the data. */
function readBits(data: Uint8Array, bitCount: number): string | null {
  const bits = Array.from(data.toReversed(), (byte) => byte.toString(2).padStart(8, '0')).join('')
  if (bitCount > bits.length || bits.slice(0, bits.length - bitCount).includes('1')) return null
  return bits.slice(bits.length - bitCount)
}
