import type { CardFormatSetting, ReadingSettings } from '../contract/reader-settings.ts'
import type { BadgeNumber, BadgeReading } from './badge-number.ts'
import { formatEm4100 } from './em4100.ts'
import type { Presented } from './presented.ts'
import { readBits, readBytes } from './read-bits.ts'
import { readText } from './read-text.ts'

/**
 * What was presented at a reader means by that reader's settings. `auto` gives every number that it could mean, the likeliest
 * first; whoever knows the cards chooses among them. Of a format with parity none is given whose parity fails.
 */
export function readPresented(presented: Presented, settings: ReadingSettings): BadgeReading {
  switch (presented.type) {
    case 'text':
      return readText(presented.text, settings)
    case 'bits':
      return readBits(presented.bits, presented.isParityStripped, settings)
    case 'serial':
      return readBytes(presented.bytes, settings)
    case 'unreadable':
      return { ...presented, failed: [] }
    default:
      return presented satisfies never
  }
}

/** What a presented text (without its terminator) means at a reader of which the format alone is said. */
export function readBadgeText(text: string, format: CardFormatSetting): BadgeReading {
  return readText(text, { format, text: 'auto', byteOrder: 'auto' })
}

/** The number as it is printed on the card; a reader of that format that types it so is understood. */
export function formatBadge(number: BadgeNumber): string {
  const { format, facilityCode, cardNumber, serial } = number
  if (format === 'em4100') return formatEm4100(number)
  if (format === 'csn') return serial ?? String(cardNumber)
  return facilityCode === null ? String(cardNumber) : `${facilityCode}-${cardNumber}`
}
