import type { CardFormatSetting } from '../contract/reader-settings.ts'
import type { BadgeNumber, BadgeReading } from './badge-number.ts'
import { formatEm4100, readEm4100 } from './em4100.ts'
import type { Presented } from './presented.ts'

type CardFormat = { read: (text: string) => BadgeReading; print: (number: BadgeNumber) => string }

/** Every format, in the order in which `auto` names what a text could mean. A new format is a line here. */
const formats: Record<BadgeNumber['format'], CardFormat> = {
  em4100: { read: readEm4100, print: formatEm4100 },
}

/**
 * What a presented text (without its terminator) means by the reader's `format`. `auto` gives every number that it could
 * mean; whoever knows the cards chooses among them.
 */
export function readBadgeText(text: string, format: CardFormatSetting): BadgeReading {
  if (format !== 'auto') return formats[format].read(text)

  const readings = Object.values(formats).map(({ read }) => read(text))
  const [first, ...others] = readings.flatMap((reading) => (reading.type === 'read' ? reading.candidates : []))
  if (first !== undefined) return { type: 'read', candidates: [first, ...others] }
  const reasons = readings.flatMap((reading) => (reading.type === 'unreadable' ? [reading.why] : []))
  return { type: 'unreadable', why: reasons.join(' ') }
}

/** What was presented at a reader means by that reader's settings. */
export function readPresented(presented: Presented, { format }: { format: CardFormatSetting }): BadgeReading {
  switch (presented.type) {
    case 'text':
      return readBadgeText(presented.text, format)
    case 'bits':
    case 'serial':
      return { type: 'unreadable', why: `Of this reader's format (${format}) no ${presented.type} can be read.` }
    case 'unreadable':
      return presented
  }
}

/** The number as it is printed on the card. */
export function formatBadge(number: BadgeNumber): string {
  return formats[number.format].print(number)
}
