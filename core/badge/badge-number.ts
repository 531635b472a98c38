import type { z } from 'zod'
import type { badgeNumber } from '../contract/decision.ts'
import type { CardFormat } from '../contract/reader-settings.ts'

/** What a card says of itself; its fields are the contract's. */
export type BadgeNumber = z.output<typeof badgeNumber>

/** The outcome of reading one presentation: every number that it could mean, the likeliest first, or why it means none. */
export type BadgeReading =
  | { type: 'read'; candidates: [BadgeNumber, ...BadgeNumber[]]; parity: 'ok' | 'none' }
  /** `failed`: the formats that it would be but for their parity; none where it is nothing that we know. */
  | { type: 'unreadable'; why: string; failed: readonly CardFormat[] }
