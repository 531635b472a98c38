/** A real station as it is on a working day: people in and out since last week, something to settle, to approve, to put right. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { languages } from '../../../core/contract/languages.ts'
import { type OperatedStation, runOperatedStation } from '../operated-station.ts'

const roster = readFileSync(join(import.meta.dirname, '../../../resources/demo/roster.csv'), 'utf8')
const minuteMs = 60_000
const midnight = new Temporal.PlainTime()

/** Far enough apart that it is early afternoon in one of them. */
const zones = [
  'Pacific/Auckland',
  'Australia/Sydney',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Asia/Dhaka',
  'Asia/Karachi',
  'Asia/Dubai',
  'Africa/Nairobi',
  'Europe/Athens',
  'Europe/Berlin',
  'Europe/London',
  'Atlantic/Azores',
  'America/Sao_Paulo',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Pacific/Honolulu',
]

/** So that it is day, and pictures of the morning and of now have something to show. */
export function findZoneOfTheAfternoon(): string {
  const distance = (zone: string) => Math.abs(Temporal.Now.zonedDateTimeISO(zone).hour - 14)
  return zones.reduce((best, zone) => (distance(zone) < distance(best) ? zone : best))
}

export async function runFilledStation(zone: string): Promise<OperatedStation> {
  const files = mkdtempSync(join(tmpdir(), 'foyer-scenes-'))
  const write = (name: string, content: string): string => {
    writeFileSync(join(files, name), content)
    return join(files, name)
  }
  const station = await runOperatedStation({ zone, languages: [...languages], isRosterKnown: true })
  try {
    await station.foyer(['replay', write('taps.jsonl', writeTaps(zone)), '--json'])
    await station.foyer(['profile', 'put', write('profiles.json', writeProfiles(zone)), '--json'])
    await station.foyer(['import', write('time-profiles.csv', links), '--approve', '--json'])
    await station.foyer(['import', write('november.csv', changedRoster), '--json'])
    const day = Temporal.Now.zonedDateTimeISO(zone).subtract({ days: 4 }).toPlainDate()
    const added = ['--from', `${day}T08:00`, '--until', `${day}T12:15`, '--reason', 'At a customer']
    await station.foyer(['correct', 'E1040', ...added, '--json'])
  } catch (error) {
    await station.close()
    throw error
  } finally {
    rmSync(files, { recursive: true })
  }
  return station
}

/** The cards of the roster, in its order; whoever is not active among them is refused. */
const cards = roster
  .split('\n')
  .slice(1)
  .map((line) => line.split(',')[10] ?? '')
  .filter((card) => card !== '')

/** Five days before today and the morning of today; now and then somebody forgets to clock out. */
function writeTaps(zone: string): string {
  const now = Temporal.Now.zonedDateTimeISO(zone)
  const taps: { atMs: number; text: string }[] = []
  const tap = (atMs: number, text: string) => {
    if (atMs < now.epochMilliseconds - minuteMs) taps.push({ atMs, text: `${text}\n` })
  }
  for (let ago = 5; ago >= 0; ago -= 1) {
    const day = now.toPlainDate().subtract({ days: ago })
    // By the clock on the wall: a day when it is set is no hour late or early.
    const at = (minutes: number) =>
      day.toZonedDateTime({ timeZone: zone, plainTime: midnight.add({ minutes }) }).epochMilliseconds
    cards.slice(0, 26).forEach((card, index) => {
      const came = 6 * 60 + 20 + ((index * 37 + ago * 11) % 170)
      tap(at(came), card)
      const isForgotten = ago === 1 && index % 9 === 4
      if (!isForgotten && ago > 0) tap(at(came + 470 + ((index * 13 + ago * 7) % 60)), card)
      if (ago === 0 && index % 5 === 0) tap(at(came + 95), card)
    })
    tap(at(7 * 60 + 5), '0041999999')
    if (ago < 2) tap(at(7 * 60 + 31), '0008675309')
  }
  return taps
    .sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs, text }) => JSON.stringify({ at: new Date(atMs).toISOString(), reader: 'front', text }))
    .join('\n')
}

const earlyLink = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const cleaningLink = '8b1d6c40-7f0e-4c27-a3de-0c9f4f1e2b33'

function writeProfiles(zone: string): string {
  const at = (hour: number) =>
    Temporal.ZonedDateTime.from(`2026-03-02T${String(hour).padStart(2, '0')}:00[${zone}]`).epochMilliseconds / 1000
  const daily = (repeat: object) => ({
    repeat_enable: true,
    repeat_format: { ...repeat, repeat_end: { format: 'never' } },
  })
  return JSON.stringify({
    list_items: [
      {
        link_id: earlyLink,
        name: 'Early shift',
        time_options: { is_all_day: false, date_from: at(6), date_to: at(14) },
        repeat_options: daily({ repeat_type: 'day' }),
      },
      {
        link_id: cleaningLink,
        name: 'Cleaning, Mondays',
        time_options: { is_all_day: false, date_from: at(17), date_to: at(21) },
        repeat_options: daily({ repeat_type: 'week' }),
      },
    ],
  })
}

const links = `employeeNumber,displayName,status,timeProfiles
E1002,Jonas Lindqvist,Active,${earlyLink}
E1012,Rahul Deshmukh,Active,${earlyLink}
E1040,Rosa Tamayo,Active,${cleaningLink}
`

/** Somebody new, somebody with another name, and somebody who leaves. */
export const changedRoster = `employeeNumber,displayName,email,status
E1002,Jonas Lindquist,jonas.lindqvist@example.com,Active
E1014,Mateo Quispe Huanca,mateo.quispe.huanca@example.com,Inactive
E1099,Nora Wetterstrand,nora.wetterstrand@example.com,Active
E1041,Ibrahim Al-Masri,ibrahim.al-masri@example.com,Active
E1020,Priya Venkataraman,priya.venkataraman@example.com,Active
`
