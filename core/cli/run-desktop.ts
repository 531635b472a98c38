/** The desktop shell: Electron runs the station and the window, this process waits. */
import { launchElectron } from '../../electron/launch-electron.ts'
import type { Cli } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { StationWork } from './serve-station.ts'
import { untilTold } from './until-told.ts'

/** Null where Electron does not open, for want of a library, a display or a right; why has been said. */
export async function runDesktop(cli: Cli, work: StationWork & { binary: string }): Promise<ExitCode | null> {
  const { terminal } = cli
  const told = untilTold()
  // Electron's own Node does not read the sources as they are.
  const { buildApp } = await import('../../build/build-app.ts')
  const { outDir } = await buildApp()
  const launched = await launchElectron({
    binary: work.binary,
    appDir: outDir,
    station: work.choice,
    port: work.port,
  })
  if (launched.type === 'failed') {
    terminal.say(launched.why)
    return null
  }
  if (launched.type === 'already-running') {
    terminal.say('Foyer is open already; its window was brought to the front.')
    return exitCodes.ok
  }
  if (launched.url === null) terminal.say('The station is not ready yet; the window says why.')
  else await terminal.print(work.isJson ? JSON.stringify({ ready: launched.url }) : `ready ${launched.url}`)
  void told.then(launched.stop)
  const code = await launched.ended
  if (code === 0) return exitCodes.ok
  terminal.say(`Electron ended with code ${code}.`)
  return exitCodes.failed
}
