/** A real central service whose people, cards, time profiles and punches change by chance. */
import { join } from 'node:path'
import { pino } from 'pino'
import type { CentralPerson } from '../../core/central/account-store.ts'
import { type RunningCentral, startCentral } from '../../core/central/central.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { type CentralStore, openCentralStore } from '../../core/central/central-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { person } from '../central/open-central.ts'
import { makeProfile } from '../schedule/make-profile.ts'
import type { Random } from './random.ts'

export const pullSecret = 'a secret of the ordeal'

export type ChangingService = {
  url: string
  file: string
  /** Makes so many changes of every kind. */
  change: (count: number) => Promise<void>
  /** How many changes there were. */
  changes: () => number
  restart: () => Promise<void>
  close: () => Promise<void>
}

export type Size = { people: number; profiles: number; punches: number }

const startMs = Date.parse('2026-03-02T07:00:00Z')
const linkIdOf = (number: number): string => `91c615e3-1040-4815-8ecb-${String(number).padStart(12, '0')}`

const card = (internalNumber: number): CentralPerson['cards'][number] => ({
  systemId: null,
  facilityCode: null,
  internalNumber,
  externalNumber: null,
  format: 'em4100',
  cardType: null,
})

export async function openChangingService(dataDir: string, size: Size, random: Random): Promise<ChangingService> {
  const log = pino({ level: 'silent' })
  const options = { dataDir, secret: pullSecret, zone: 'Europe/Berlin', locations: [], log }
  let central: RunningCentral = await startCentral({ ...options, port: 0 })
  const { port, url } = central
  const file = join(dataDir, centralFileName)
  const opening = openCentralStore(file)
  if (opening.type !== 'opened') throw new Error('the file was made by this version')
  const { store } = opening
  const people = Array.from({ length: size.people }, (_, index) =>
    person(`E${index}`, { cards: [card(index + 1)], timeProfiles: index % 7 === 0 ? [linkIdOf(index % 20)] : [] }),
  )
  await store.putPeople(people)
  const punches = createPunches(store, random)
  const world = { store, file, random, people, size, punches }
  await store.putTimeProfiles(
    Array.from({ length: size.profiles }, (_, index) => profileOf(index, 'first')),
    1,
  )
  await punches(size.punches, people)
  let changes = 0
  return {
    url,
    file,
    change: async (count) => {
      for (let each = 0; each < count; each += 1) {
        await changeOne(world, changes)
        changes += 1
      }
    },
    changes: () => changes,
    restart: async () => {
      await central.close()
      central = await startCentral({ ...options, port })
    },
    close: async () => {
      await central.close()
      await store.close()
    },
  }
}

const profileOf = (number: number, name: string) =>
  makeProfile('2026-03-02T08:00', '2026-03-02T17:00', null, { linkId: linkIdOf(number), name })

/** Punches of two other stations, in pairs and out of them, some of them older than what came before. */
function createPunches(store: CentralStore, random: Random) {
  let sequence = 0
  return async (count: number, people: readonly CentralPerson[]): Promise<void> => {
    const punches = Array.from({ length: count }, () => {
      sequence += 1
      const kind = random.pick(['in', 'out'] as const)
      const occurredAtMs = startMs + sequence * 60_000 - (random.chance(0.2) ? random.between(0, 7_200_000) : 0)
      const key = `punch-${sequence}`
      const told = { stationId: random.pick(['x', 'y']), sequence, punch: kind }
      const username = random.pick(people).employeeNumber
      return { identifiers: { username }, isForced: false, occurredAtMs, key, fingerprint: key, told }
    })
    for (let at = 0; at < punches.length; at += 1000) await store.applyPunches(punches.slice(at, at + 1000), startMs)
  }
}

type World = {
  store: CentralStore
  file: string
  random: Random
  people: CentralPerson[]
  size: Size
  punches: ReturnType<typeof createPunches>
}

async function changeOne({ store, file, random, people, size, punches }: World, serial: number): Promise<void> {
  const index = random.between(0, people.length - 1)
  const known = people[index] ?? person('E0')
  const put = async (next: CentralPerson): Promise<void> => {
    people[index] = next
    await store.putPeople([next])
  }
  const profile = random.between(0, size.profiles - 1)
  switch (
    random.pick(['name', 'new', 'leave', 'card', 'take-card', 'profile', 'no-profile', 'link', 'punch', 'punch'])
  ) {
    case 'name':
      return put({ ...known, displayName: `Name ${serial}, "of" a change` })
    case 'new':
      people.push(person(`N${serial}`, { cards: [card(100_000 + serial)] }))
      await store.putPeople(people.slice(-1))
      return
    case 'leave':
      return put({ ...known, isActive: !known.isActive })
    case 'card':
      // From whoever has it.
      return put({ ...known, cards: [card(random.between(1, people.length))] })
    case 'take-card': {
      const database = openDatabase(file, 'write')
      database.raw.exec(
        `UPDATE card_holding SET until_ms = max(from_ms + 1, ${Date.now()}) WHERE until_ms IS NULL AND card_id = ${index + 1}`,
      )
      database.close()
      people[index] = { ...known, cards: [] }
      return
    }
    case 'profile':
      await store.putTimeProfiles([profileOf(profile, `change ${serial}`)], serial)
      return
    case 'no-profile':
      await store.deleteTimeProfiles([linkIdOf(profile)])
      return
    case 'link':
      return put({ ...known, timeProfiles: random.chance(0.5) ? [linkIdOf(profile)] : [] })
    case 'punch':
      return punches(random.between(1, 10), people)
  }
}
