/**
 * What a desktop shell and the station's process say to each other: over `process.parentPort` under Electron. Calls of
 * the screens do not pass here: each screen gets a port of its own, transferred beside `open-door`.
 *
 * Life of the process: it starts, says `ready` (or `cannot-start` and exits with code 1), opens a door for every port that it
 * is handed, and on `close` lets go of everything and exits with code 0. A door that arrives while it is not `ready` is closed.
 */
import { z } from 'zod'

/** From the shell to the station. `open-door` comes with exactly one transferred port; `door` is the shell's number for it. */
export const orderToStation = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open-door'), door: z.int() }),
  z.strictObject({ type: z.literal('close') }),
])

/** From the station to the shell. */
export const wordFromStation = z.discriminatedUnion('type', [
  /**
   * It serves. `url` is the loopback door for a browser; null where none is open. `usesCamera`: it takes photos at taps, and
   * its page needs the camera. `isSetup`: it waits to be set up; when it is, it says `ready` again, and every screen needs a new door.
   */
  z.strictObject({
    type: z.literal('ready'),
    url: z.string().nullable(),
    usesCamera: z.boolean().default(false),
    isSetup: z.literal(true).optional(),
  }),
  /** The setup is finished, and the process begins anew as the station that it made: `ready` follows, or its end. */
  z.strictObject({ type: z.literal('set-up') }),
  /** An expected reason in one sentence (a bad `station.json`, another station owns the folder); shown on screen. */
  z.strictObject({ type: z.literal('cannot-start'), why: z.string() }),
  /** The screen's end of that door is gone: its page went away, or gave it up because no answer came for too long. */
  z.strictObject({ type: z.literal('door-closed'), door: z.int() }),
])

export type OrderToStation = z.output<typeof orderToStation>
export type WordFromStation = z.output<typeof wordFromStation>

/** What to run: a demonstration (in a folder of its own, or in `dataDir`), or the station whose files are in `dataDir`. */
export type StationChoice = { type: 'demo'; dataDir: string | null } | { type: 'data'; dataDir: string }

/** The command line of the station's process: `--demo`, `--demo --demo-data DIR` or `--data DIR`. */
export function stationArguments(choice: StationChoice): string[] {
  if (choice.type === 'data') return ['--data', choice.dataDir]
  return choice.dataDir === null ? ['--demo'] : ['--demo', '--demo-data', choice.dataDir]
}

/**
 * Reads what `stationArguments` wrote, wherever it stands among other arguments (Chromium adds its own). Null where
 * neither is there; `--data` wins over `--demo`, so that a slip never shows a demonstration at a real door.
 */
export function readStationArguments(argv: readonly string[]): StationChoice | null {
  const dataDir = readOption(argv, '--data')
  if (dataDir !== null) return { type: 'data', dataDir }
  return argv.includes('--demo') ? { type: 'demo', dataDir: readOption(argv, '--demo-data') } : null
}

/** The value after `name`; null where it is missing or empty. */
export function readOption(argv: readonly string[], name: string): string | null {
  const at = argv.indexOf(name)
  return (at === -1 ? undefined : argv[at + 1]) || null
}
