/**
 * What a station answers while it has no `station.json`, and a configured one never does: the door refuses what a station has
 * no handler for. Any screen that holds the door's token may ask, because nobody is known yet who could sign in.
 */
import { z } from 'zod'
import { badgeNumber } from './decision.ts'
import { readerSettings } from './reader-settings.ts'
import { readerView } from './reader-views.ts'
import { refused } from './refused.ts'
import { findNameFault, mostEmployeeNumber, mostPersonName, nameFaults, pinPattern } from './text-patterns.ts'

const role = 'screen' as const
const empty = z.strictObject({})

/** A device of this machine that may be a reader. */
const setupDevice = z.object({
  /** Its `readers` entry of `station.json`, as far as the device says it: which one it is, and an id that nobody else has. */
  reader: z.object({ id: z.string(), device: z.record(z.string(), z.union([z.string(), z.number()])) }),
  /** Manufacturer and product in the device's own words; empty where it says none. */
  name: z.string(),
  vendorId: z.string(),
  productId: z.string(),
  port: z.string().nullable(),
  serialNumber: z.string().nullable(),
  kind: z.string(),
  access: z.enum(['yes', 'no']).nullable(),
})

/** Of a field of `station.json`, or of `supervisor`; `expected` is a sentence without its first capital. */
const fault = z.object({ path: z.string(), expected: z.string() })

/** As in a roster (`core/enrolment/roster-entry.ts`), and without what reorders the text around it. */
const writable = z
  .string()
  .trim()
  .superRefine((text, { addIssue }) => {
    const found = findNameFault(text)
    if (found !== null) addIssue(nameFaults[found])
  })

export const firstSupervisor = z.strictObject({
  displayName: writable.min(1, 'expected a name').max(mostPersonName),
  employeeNumber: writable.min(1, 'expected an employee number').max(mostEmployeeNumber),
  /** The likeliest number of the card that was tapped, or typed. */
  badge: badgeNumber,
  pin: z.string().regex(pinPattern, 'expected four to twelve digits'),
})

export const setupCalls = {
  /** What is plugged in now, and how the readers are that were asked for with `hearSetupReaders`. */
  listSetupDevices: {
    role,
    request: empty,
    answer: z.object({
      type: z.literal('devices'),
      devices: z.array(setupDevice),
      readers: z.array(readerView),
      /** Why devices cannot be listed here, in words. */
      fault: z.string().nullable(),
    }),
  },
  /** Opens these readers, and lets go of all others: what they read is told as the event `badgeRead`. */
  hearSetupReaders: {
    role,
    request: z.strictObject({ readers: z.array(readerSettings).max(16) }),
    answer: z.object({ type: z.literal('heard') }),
  },
  /** Whether anything answers at that address. No secret is sent: what the service thinks of it is not known. */
  trySetupUpstream: {
    role,
    request: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('answers'), status: z.int(), isFoyer: z.boolean() }),
      z.object({ type: z.literal('silent'), why: z.string() }),
    ]),
  },
  /** Writes `station.json` and names the first supervisor: both, or nothing. Then the station begins its work. */
  finishSetup: {
    role,
    request: z.strictObject({
      /** The whole of `station.json`, held against its rules as at every start. */
      settings: z.record(z.string(), z.unknown()),
      supervisor: firstSupervisor,
    }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('finished') }),
      z.object({ type: z.literal('faults'), faults: z.array(fault) }),
      /** In words: the folder takes nothing, or somebody else has just finished. */
      refused,
    ]),
  },
} as const

export type FirstSupervisor = z.output<typeof firstSupervisor>
export type SetupDevice = z.output<typeof setupDevice>
