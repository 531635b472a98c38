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
 * @param isSetUp Whether the station is waited for; `set` says so.
 * @param setTimer Calls back after so long; the answer calls it off.
 */
export function createSetUpWait(
  isSetUp: () => boolean,
  set: (isSetUp: boolean) => void,
  setTimer: (callback: () => void, delayMs: number) => () => void,
): SetUpWait {
  let callOff: (() => void) | null = null
  const end = (): void => {
    callOff?.()
    callOff = null
    if (isSetUp()) set(false)
  }
  return {
    begin: () => set(true),
    onLost: () => {
      if (isSetUp()) callOff ??= setTimer(end, setUpWithinMs)
    },
    onThere: end,
  }
}
