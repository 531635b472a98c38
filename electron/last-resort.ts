/** A bug in the shell itself: written down, then the shell starts anew. Electron's own answer is a dialog that waits for a click. */
import { app } from 'electron'
import { countFailure, restartDelayMs } from '../core/station/restart-delay.ts'
import type { ShellLog } from './shell-log.ts'

const flag = '--failures='

/** Catches what nobody caught, once. A windowed shell (development) ends with code 1 instead of starting anew. */
export function restartAfterBug(argv: readonly string[], isWindowed: boolean, log: ShellLog): void {
  const startedAtMs = Date.now()
  let isCaught = false
  const onBug = (error: unknown): void => {
    if (isCaught) return
    isCaught = true
    log('bug', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    if (isWindowed) {
      app.exit(1)
      return
    }
    const before = Number(argv.find((argument) => argument.startsWith(flag))?.slice(flag.length) ?? 0)
    const failures = countFailure(Number.isSafeInteger(before) ? before : 0, Date.now() - startedAtMs)
    setTimeout(() => {
      const kept = argv.slice(1).filter((argument) => !argument.startsWith(flag))
      app.relaunch({ args: [...kept, `${flag}${failures}`] })
      app.exit(1)
    }, restartDelayMs(failures))
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
}
