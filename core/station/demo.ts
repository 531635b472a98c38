/** A demonstration: a data folder with a sample roster, the reference central service beside it, and badges to tap. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { textToReports } from '../badge/keyboard-report.ts'
import { readBadgeText } from '../badge/read-badge.ts'
import { type RunningCentral, startCentral } from '../central/central.ts'
import { readCentralPeople } from '../central/central-people.ts'
import { setCardState } from '../people/give-card-store.ts'
import { findHeldCards } from '../people/held-card-store.ts'
import { setPinHash, setRole } from '../people/role-store.ts'
import type { Store } from '../store/database.ts'
import { demoStationId } from './demo-folder.ts'
import { hashPin } from './hash-pin.ts'
import { importRoster } from './import-roster.ts'
import { createLog } from './station-log.ts'
import type { DemoTray } from './station-view.ts'

const demoBadges = z.array(
  z.strictObject({
    id: z.string(),
    label: z.string(),
    note: z.string().nullable(),
    /** The ten digits on the card. */
    printed: z.string(),
    state: z.enum(['revoked', 'lost']).optional(),
    /** Whoever holds it is a supervisor with this PIN, which the tray tells everybody. */
    pin: z.string().optional(),
  }),
)

const demoSecret = 'demonstration'
/** Of the cards that are handed out in a demonstration. */
const demoCardSystemId = '7d0f6c52-8f0a-4d53-9a3e-2f1f6c1b9a10'

/** Starts the reference service of a demonstration and writes the `station.json` that tells it. */
export async function startDemoService(dataDir: string, resourcesDir: string, zone: string): Promise<RunningCentral> {
  const centralDir = join(dataDir, 'central')
  mkdirSync(centralDir, { recursive: true, mode: 0o700 })
  const people = await readCentralPeople(join(resourcesDir, 'demo', 'roster.csv'))
  if (people.type === 'wrong') throw new Error(`the sample roster is wrong: ${people.message}`)
  const central = await startCentral({
    dataDir: centralDir,
    port: 0,
    secret: demoSecret,
    zone,
    locations: [],
    people: people.people,
    log: createLog('demo-service'),
  })
  const settings = {
    station: {
      id: demoStationId,
      name: 'Demonstration',
      location: 'HQ',
      zone,
      languages: ['en', 'de', 'es', 'fr', 'ar', 'zh'],
      cardSystemId: demoCardSystemId,
    },
    upstreams: {
      clock: { url: central.url, communityId: 'foyer', key: demoSecret },
      presence: { url: central.url, token: demoSecret, matchBy: 'employeeID' },
      authData: { url: central.url, username: 'demo', password: demoSecret },
      timeProfiles: { url: central.url, username: 'demo', password: demoSecret },
      cards: { url: central.url, token: demoSecret },
    },
  }
  writeFileSync(join(dataDir, 'station.json'), `${JSON.stringify(settings, null, 2)}\n`)
  return central
}

/** Brings the sample roster into the demonstration's store and gives the tray of badges. */
export async function fillDemo(store: Store, resourcesDir: string, nowMs: number): Promise<DemoTray> {
  const folder = join(resourcesDir, 'demo')
  const outcome = await importRoster({ store, file: join(folder, 'roster.csv'), isApproved: true, nowMs })
  if (outcome.type === 'wrong') throw new Error(`the sample roster is wrong: ${outcome.message}`)
  const badges = demoBadges.parse(JSON.parse(readFileSync(join(folder, 'badges.json'), 'utf8')))
  for (const { printed, state, pin } of badges) {
    const reading = readBadgeText(printed, 'auto')
    if (reading.type === 'unreadable') continue
    const [held] = findHeldCards(store.read, reading.candidates[0], nowMs)
    if (held === undefined) continue
    const pinHash = pin === undefined ? null : await hashPin(pin)
    store.transact((db) => {
      if (state !== undefined) setCardState(db, held.card.cardId, state, nowMs)
      if (pinHash !== null && held.holder !== null) {
        setRole(db, held.holder.personId, 'supervisor', nowMs)
        setPinHash(db, held.holder.personId, pinHash, nowMs)
      }
      return { ok: true, value: null }
    })
  }
  return {
    badges: badges.map(({ id, label, note, printed }) => ({
      id,
      label,
      note,
      printed,
      reports: textToReports(`${printed}\n`),
    })),
  }
}
