/** Chance that can be repeated: the same seed and name give the same numbers, whatever else is drawn meanwhile. */
import { createHash } from 'node:crypto'

export type Random = {
  /** From 0 up to, and without, 1. */
  next: () => number
  /** A whole number from `least` to `most`, both included. */
  between: (least: number, most: number) => number
  chance: (share: number) => boolean
  pick: <Value>(values: readonly Value[]) => Value
  /** A value by its weight. */
  weigh: <Name extends string>(weights: Record<Name, number>) => Name
}

/** Mulberry32, which is short and good enough to choose faults by. */
export function createRandom(seed: number, name: string): Random {
  let state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (values) => {
      const value = values[between(0, values.length - 1)]
      if (value === undefined) throw new Error('there is nothing to pick from')
      return value
    },
    weigh: (weights) => {
      const entries = Object.entries<number>(weights)
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of entries) {
        left -= weight
        if (left < 0) return value as keyof typeof weights
      }
      return entries.at(-1)?.[0] as keyof typeof weights
    },
  }
}
