/** A clock that stands still until a test moves it, and timers by that clock. */
import { setImmediate as untilIdle } from 'node:timers/promises'
import type { Timers } from '../../core/reader/timers.ts'

export type VirtualTime = Timers & {
  /** Moves the clock, runs what falls due on the way in order, and lets every promise settle in between. */
  pass: (ms: number) => Promise<void>
  timerCount: () => number
}

export function createVirtualTime(): VirtualTime {
  let nowMs = 0
  let lastId = 0
  const timers = new Map<number, { atMs: number; run: () => void }>()
  return {
    nowMs: () => nowMs,
    setTimer: (run, delayMs) => {
      lastId += 1
      const id = lastId
      timers.set(id, { atMs: nowMs + Math.max(0, delayMs), run })
      return () => void timers.delete(id)
    },
    pass: async (ms) => {
      const endMs = nowMs + ms
      await untilIdle()
      for (;;) {
        const [next] = [...timers].filter(([, { atMs }]) => atMs <= endMs).sort(byTime)
        if (next === undefined) break
        const [id, { atMs, run }] = next
        timers.delete(id)
        nowMs = Math.max(nowMs, atMs)
        run()
        await untilIdle()
      }
      nowMs = endMs
    },
    timerCount: () => timers.size,
  }
}

function byTime([leftId, left]: [number, { atMs: number }], [rightId, right]: [number, { atMs: number }]): number {
  return left.atMs - right.atMs || leftId - rightId
}
