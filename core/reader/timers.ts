/** Time, as whoever waits for devices needs it. */
export type Timers = {
  /** On a clock that nobody sets. */
  nowMs: () => number
  /** Runs `run` once after `delayMs`, unless the returned function is called before. */
  setTimer: (run: () => void, delayMs: number) => () => void
}
