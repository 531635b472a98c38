import { startTimer } from './start-timer.ts'

/** Calls `run` soon, once for however many calls came in between. `stop` is final. */
export function coalesce(run: () => void, pauseMs: number): (() => void) & { stop: () => void } {
  let stopTimer: (() => void) | null = null
  let isStopped = false
  const call = (): void => {
    if (isStopped) return
    stopTimer ??= startTimer(() => {
      stopTimer = null
      run()
    }, pauseMs)
  }
  const stop = (): void => {
    isStopped = true
    stopTimer?.()
  }
  return Object.assign(call, { stop })
}
