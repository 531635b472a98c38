import type { z } from 'zod'
import type { badgeNumber } from '../contract/decision.ts'

/** What a card says of itself; its fields are the contract's. */
export type BadgeNumber = z.output<typeof badgeNumber>

/** The outcome of reading one presentation: every number that it could mean, or why it means none. */
export type BadgeReading =
  | { type: 'read'; candidates: [BadgeNumber, ...BadgeNumber[]] }
  | { type: 'unreadable'; why: string }
