/** A sleep that can be cut short: by whoever rings, and for good when `stopping` is aborted. */

export type Alarm = {
  ring: () => void
  /** Resolves after `ms`, or at the stop. */
  sleep: (ms: number) => Promise<void>
  /** Resolves after `ms`, at the stop, or when somebody rings or rang since the last sleep: then it says `rung`. */
  sleepUntilRung: (ms: number) => Promise<'rung' | 'slept'>
}

export function createAlarm(stopping: AbortSignal): Alarm {
  let isRung = false
  let wakeSleeper: (() => void) | null = null

  const nap = (ms: number, hears: boolean): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        stopping.removeEventListener('abort', end)
        wakeSleeper = null
        resolve()
      }
      const timer = setTimeout(end, ms)
      stopping.addEventListener('abort', end)
      if (hears) wakeSleeper = end
      if (stopping.aborted) end()
    })

  return {
    ring: () => {
      isRung = true
      wakeSleeper?.()
    },
    sleep: (ms) => nap(ms, false),
    sleepUntilRung: async (ms) => {
      if (!isRung) await nap(ms, true)
      const how = isRung ? 'rung' : 'slept'
      isRung = false
      return how
    },
  }
}
