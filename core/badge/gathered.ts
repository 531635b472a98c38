import type { CardFormat } from '../contract/reader-settings.ts'
import type { BadgeNumber, BadgeReading } from './badge-number.ts'
import type { DecodedBits } from './code-bits.ts'

/** What a presentation could mean, while it is being found out. */
export type Gathered = {
  candidates: BadgeNumber[]
  /** Whether the likeliest candidate has been checked by its parity. */
  isFirstChecked: boolean
  failed: CardFormat[]
  reasons: string[]
}

export function gatherNothing(): Gathered {
  return { candidates: [], isFirstChecked: false, failed: [], reasons: [] }
}

/** Adds candidates that no parity speaks for; one that is there already stays where it is. */
export function addUnchecked(gathered: Gathered, numbers: readonly (BadgeNumber | null)[]): void {
  for (const number of numbers) if (number !== null) add(gathered, number, false)
}

/** Adds what came of decoding bits. A failed parity is remembered in case nothing else is read. */
export function addDecoded(gathered: Gathered, format: CardFormat, decoded: DecodedBits, isChecked = true): void {
  switch (decoded.type) {
    case 'decoded':
      add(gathered, decoded.number, isChecked)
      return
    case 'failed':
      gathered.failed.push(format)
      gathered.reasons.push(decoded.why)
      return
    case 'other-length':
      return
    default:
      decoded satisfies never
  }
}

/** @param otherwise Why nothing was read, where no parity is to blame. */
export function concludeReading(
  { candidates, isFirstChecked, failed, reasons }: Gathered,
  otherwise: string,
): BadgeReading {
  const [first, ...others] = candidates
  if (first !== undefined) {
    return { type: 'read', candidates: [first, ...others], parity: isFirstChecked ? 'ok' : 'none' }
  }
  if (reasons.length === 0) return { type: 'unreadable', why: otherwise, failed: [] }
  return { type: 'unreadable', why: [...new Set(reasons)].join(' '), failed: [...new Set(failed)] }
}

function add(gathered: Gathered, number: BadgeNumber, isChecked: boolean): void {
  const isKnown = gathered.candidates.some(
    ({ format, facilityCode, cardNumber, serial }) =>
      format === number.format &&
      facilityCode === number.facilityCode &&
      cardNumber === number.cardNumber &&
      serial === number.serial,
  )
  if (isKnown) return
  if (gathered.candidates.length === 0) gathered.isFirstChecked = isChecked
  gathered.candidates.push(number)
}
