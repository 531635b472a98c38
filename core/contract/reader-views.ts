/** How readers stand, and what one has read that clocks nobody: the part of it that a kiosk loads. */
import { z } from 'zod'
import { badgeNumber } from './decision.ts'

/**
 * `opening`: found, and not yet read. `absent`: not plugged in. `no-permission`: plugged in, and this user may not open it.
 * `failed`: anything else that is in the way; it is tried again.
 */
export const readerStates = ['ready', 'opening', 'absent', 'no-permission', 'failed'] as const

export const readerView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(readerStates),
  /** In words: what is in the way and what to do about it, or what is doubtful about a reader that works. */
  why: z.string().nullable(),
})

/** A badge was read for the console or by a reader of use `enrol`; nobody was clocked, and nothing was written. */
export const badgeRead = z.object({
  atMs: z.int(),
  reader: z.string(),
  /** A console waited for the next badge. False: the reader reads for consoles alone. */
  isAsked: z.boolean(),
  /** Everything that was presented could mean, by the reader's format; empty where it could not be read. */
  candidates: z.array(badgeNumber),
  /** Whoever holds that card now; null: nobody, or it is not known, or not clear which one it is. */
  holder: z.object({ employeeNumber: z.string(), displayName: z.string() }).nullable(),
  /** Why it could not be read. */
  why: z.string().nullable(),
})
