/** The moment between a setup that is finished and the station that comes of it: away, and yet not out of order. */

/** It serves within a second or two; after this long something is broken (ours). */
export const setUpWithinMs = 12_000

export type SetUpWait = {
  /** Somebody has finished the setup. */
  begin: () => void
  /** The station is away; told again with each attempt to reach it. */
  onLost: () => void
  /** It is there, or asks anew. */
  onThere: () => void
}

/**
 * @param set Whether the station is waited for.
 * @param setTimer Calls back after so long; the answer calls it off.
 */
export function createSetUpWait(
  set: (isSetUp: boolean) => void,
  setTimer: (callback: () => void, delayMs: number) => () => void,
): SetUpWait {
  let isWaiting = false
  let callOff: (() => void) | null = null
  const end = (): void => {
    callOff?.()
    callOff = null
    if (isWaiting) set(false)
    isWaiting = false
  }
  return {
    begin: () => {
      isWaiting = true
      set(true)
    },
    onLost: () => {
      if (isWaiting) callOff ??= setTimer(end, setUpWithinMs)
    },
    onThere: end,
  }
}
