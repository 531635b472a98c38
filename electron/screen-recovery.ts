/** Brings a screen back that crashed or hangs, after a growing delay. */
import type { WebContents } from 'electron'
import { countFailure, restartDelayMs } from '../core/station/restart-delay.ts'
import type { Surroundings } from '../core/station/station-keeper.ts'
import type { ShellLog } from './shell-log.ts'

/** Watches `contents`; `bringBack` loads whatever is to be seen now. */
export function recoverScreen(
  contents: WebContents,
  surroundings: Surroundings,
  log: ShellLog,
  bringBack: () => void,
): void {
  let failures = 0
  let shownAtMs = surroundings.now()
  let isWaiting = false

  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || isWaiting) return
    isWaiting = true
    failures = countFailure(failures, surroundings.now() - shownAtMs)
    const delayMs = restartDelayMs(failures)
    log('screen-gone', { reason: details.reason, exitCode: details.exitCode, delayMs })
    surroundings.wait(delayMs, () => {
      isWaiting = false
      shownAtMs = surroundings.now()
      bringBack()
    })
  })
  // A page that hangs answers no reload; its process is ended, and then it is gone like any other.
  contents.on('unresponsive', () => {
    log('screen-unresponsive')
    contents.forcefullyCrashRenderer()
  })
}
