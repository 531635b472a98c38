import { createReadStream } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { atMost, type BenchRow } from './bench-row.ts'
import { openBenchStation } from './bench-station.ts'
import { personsWithPast } from './fill-station.ts'
import { percentile, slope } from './statistics.ts'

const sizes = [10_000, 100_000, 1_000_000]
const largest = 10_000_000
const warmUps = 100
const taps = 1100

/** Stations of all sizes in turns, tapped by the same people with the same week behind them. */
export const growthRow: BenchRow = {
  name: 'growth',
  work: 'p50 of a tap at 10⁴, 10⁵, 10⁶ and (with --full) 10⁷ past events',
  against: 'itself, as the slope of log p50 over log events',
  run: async ({ takePast, isFull }) => {
    const files = (isFull ? [...sizes, largest] : sizes).map((events) => ({
      events,
      file: takePast(events, events === largest ? 'sole' : 'copy'),
    }))
    // As the check of a station's start does: a file that was only just made would be read from the disk page by page.
    for (const { file } of files) for await (const _ of createReadStream(file, { highWaterMark: 1_048_576 }));
    const measured = files.map(({ events, file }) => ({
      events,
      station: openBenchStation(file),
      tapMs: [] as number[],
    }))
    const people = personsWithPast({ people: 50_000, events: 10_000 }, warmUps + taps)
    for (const [index, person] of people.entries()) {
      for (const { station, tapMs } of measured) {
        const tookMs = station.tap(person)
        if (index >= warmUps) tapMs.push(tookMs)
        station.passTime(100)
        await setImmediate()
      }
    }
    for (const { station } of measured) station.close()
    const medians = measured.map(({ events, tapMs }) => ({ events, medianMs: percentile(tapMs, 0.5) }))
    const points = medians.map(({ events, medianMs }) => ({ x: Math.log10(events), y: Math.log10(medianMs) }))
    return {
      checks: [atMost(isFull ? 'slope' : 'slope to 10⁶', slope(points), 0.03, '')],
      details: Object.fromEntries(medians.map(({ events, medianMs }) => [`p50MsAt${events}`, medianMs])),
    }
  },
}
