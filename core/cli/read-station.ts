import { type ReadSettings, readSettings } from '../station/read-settings.ts'
import { type Cli, isDataFolder } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** The settings of a data folder; the exit code where there are none, after the reason has been said. */
export function readStation({ terminal, env }: Cli, dir: string): ReadSettings | ExitCode {
  if (!isDataFolder(terminal, dir)) return exitCodes.failed
  const reading = readSettings(dir, env, 'left')
  if (reading.type === 'read') return reading.settings
  terminal.say(reading.message)
  return exitCodes.settings
}
