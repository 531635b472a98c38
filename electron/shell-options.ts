/** What the shell is told on its command line, and where its own files lie. */
import { join } from 'node:path'
import { readOption, readStationArguments, type StationChoice } from '../core/station/process-protocol.ts'

export type ShellOptions = {
  station: StationChoice
  /** Of the station's loopback door; null takes any free one. */
  port: string | null
  /** A plain window with developer tools, for development and demonstrations; a kiosk otherwise. */
  isWindowed: boolean
  places: Places
}

export type Places = {
  /** The built screens, with `index.html`. */
  screensDir: string
  /** The page that is shown while there is no station. */
  outOfOrderDir: string
  stationEntry: string
  preload: string
}

/**
 * Reads the command line. `here` is the folder of the shell's own files: `electron/` in the sources and in the bundle,
 * with the other rooms beside it in both. A packed shell believes no argument that names code or pages.
 */
export function readShellOptions(
  argv: readonly string[],
  shell: { here: string; isBundle: boolean; isPackaged: boolean; userDataDir: string },
): ShellOptions {
  const root = join(shell.here, '..')
  const own: Places = {
    screensDir: join(root, 'dist', 'screens'),
    outOfOrderDir: join(shell.here, 'out-of-order'),
    stationEntry: join(root, 'core', 'station', shell.isBundle ? 'process.js' : 'process.ts'),
    preload: join(shell.here, shell.isBundle ? 'preload.cjs' : 'preload.ts'),
  }
  const stated: Partial<Places> = shell.isPackaged
    ? {}
    : { ...statedPlace(argv, 'screensDir', '--screens'), ...statedPlace(argv, 'stationEntry', '--station-entry') }
  const station = readStationArguments(argv) ?? { type: 'data', dataDir: ownStationDir(shell.userDataDir) }
  return {
    station,
    port: readOption(argv, '--port'),
    // Whoever only tries it out wants to get out of it again.
    isWindowed: argv.includes('--windowed') || (station.type === 'demo' && !argv.includes('--kiosk')),
    places: { ...own, ...stated },
  }
}

/** Where the station of a shell lies that is simply started. */
export function ownStationDir(userDataDir: string): string {
  return join(userDataDir, 'station')
}

function statedPlace(argv: readonly string[], place: keyof Places, flag: string): Partial<Places> {
  const value = argv.find((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1)
  return value ? { [place]: value } : {}
}
