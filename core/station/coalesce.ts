import { startTimer } from './start-timer.ts'

/** Calls `run` soon, once for however many calls came in between. */
export function coalesce(run: () => void, pauseMs: number): (() => void) & { stop: () => void } {
  let stopTimer: (() => void) | null = null
  const call = (): void => {
    stopTimer ??= startTimer(() => {
      stopTimer = null
      run()
    }, pauseMs)
  }
  const stop = (): void => {
    stopTimer?.()
    stopTimer = null
  }
  return Object.assign(call, { stop })
}
