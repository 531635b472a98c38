/**
 * Every minute of four years in three zones against the oracle, which takes minutes and is no part of `npm test`:
 *
 *     npm run oracle -- [--seed N] [--random N]
 *
 * `--random`: how many arbitrary profiles beside the telling ones (20), made from `--seed`. Exit code 1 on a difference.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { TimeProfileItem } from '../../core/schedule/time-profile.ts'
import { compareMinutes } from './compare-minutes.ts'
import { anyProfile } from './make-profile.ts'
import { tellingProfiles, zones } from './telling-profiles.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, random: { type: 'string', default: '20' } },
})

const toWholeMinutes = (item: TimeProfileItem): TimeProfileItem => {
  const { is_all_day, date_from: from, date_to: to } = item.time_options
  const time = { is_all_day, date_from: from - (from % 60), date_to: to - (to % 60) }
  return { ...item, time_options: time }
}

const range = { earliest: 86_400, latest: Date.UTC(2027, 0, 1) / 1000, longestDays: 3 }
const random = fc
  .sample(anyProfile(range), { seed: Number(values.seed), numRuns: Number(values.random) })
  .map((item): [string, TimeProfileItem] => [JSON.stringify(item), toWholeMinutes(item)])

let minutes = 0
let differences = 0
for (const zone of zones) {
  for (let year = 2024; year < 2028; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const from = Temporal.PlainDate.from({ year, month, day: 1 })
      const until = from.add({ months: 1 })
      const compared = compareMinutes(
        [...tellingProfiles(zone), ...random],
        zone,
        from.toZonedDateTime(zone).epochMilliseconds,
        until.toZonedDateTime(zone).epochMilliseconds,
      )
      minutes += compared.minutes
      differences += compared.differences.length
      for (const difference of compared.differences.slice(0, 5)) console.log(difference)
    }
    console.log(`${zone} ${year}: ${minutes} minutes compared, ${differences} differences`)
  }
}
process.exitCode = differences > 0 ? 1 : 0
