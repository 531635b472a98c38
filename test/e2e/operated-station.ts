/** A real station with a supervisor, told to a real reference service that knows nobody but them: for the console's tests. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import type { CentralPerson } from '../../core/central/account-store.ts'
import { startCentral } from '../../core/central/central.ts'
import { person } from '../central/open-central.ts'
import { type RunningStation, runStation } from './run-station.ts'

const secret = 'a secret of the tests'
/** Who signs in at it. */
export const supervisor = { employeeNumber: 'E1001', card: '0012345678', pin: '4321' }
const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')

export type OperatedStation = RunningStation & {
  secret: string
  /** Runs `foyer` on the station's folder, and gives what it prints. The service answers meanwhile. */
  foyer: (parameters: readonly string[], input?: string) => Promise<string>
}

const usual = { zone: 'Europe/Berlin', languages: ['en', 'de'], isRosterKnown: false, isPhotographed: false }

/** Presence is told to an address where nobody answers. `isRosterKnown`: the service knows most of the roster, not the supervisor alone. */
export async function runOperatedStation(wanted: Partial<typeof usual> = {}): Promise<OperatedStation> {
  const { zone, languages, isRosterKnown, isPhotographed } = { ...usual, ...wanted }
  const centralDir = mkdtempSync(join(tmpdir(), 'foyer-e2e-central-'))
  const central = await startCentral({
    dataDir: centralDir,
    port: 0,
    secret,
    zone,
    locations: [],
    people: isRosterKnown ? peopleOfRoster() : [person(supervisor.employeeNumber)],
    log: pino({ level: 'silent' }),
  })
  const station = await runStation({
    station: { id: 'front-door', name: 'Front door', location: 'HQ', zone, languages },
    readers: [{ id: 'front', name: 'Front reader' }],
    rules: { undoSeconds: 0 },
    photo: { on: isPhotographed },
    upstreams: {
      clock: { url: central.url, communityId: 'foyer', key: secret },
      presence: { url: 'http://127.0.0.1:1', token: secret, matchBy: 'employeeID' },
    },
  })
  const run = async (parameters: readonly string[], input = ''): Promise<string> => {
    const command = spawn(process.execPath, [foyer, ...parameters, '--data', station.dataDir])
    command.stdin.end(input)
    const [printed, complaints] = await Promise.all([text(command.stdout), text(command.stderr)])
    if (complaints !== '') throw new Error(`foyer ${parameters.join(' ')}: ${complaints}`)
    return printed
  }
  await run(['person', 'set-role', supervisor.employeeNumber, 'supervisor'])
  await run(['person', 'set-pin', supervisor.employeeNumber], supervisor.pin)
  return {
    ...station,
    secret,
    foyer: run,
    close: async () => {
      await station.close()
      await central.close()
      rmSync(centralDir, { recursive: true, force: true })
    },
  }
}

/** As the clock's service knows them; it was never told of two of them. */
function peopleOfRoster(): CentralPerson[] {
  const lines = readFileSync(join(import.meta.dirname, '../../resources/demo/roster.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const people = lines.map((line) => {
    const [number = '', displayName = '', , , , apiId, username, accId, , uniqueId] = line.split(',')
    const ids = { apiId: apiId || null, username: username || null, accId: accId || null }
    return person(number, { displayName, ...ids, uniqueId: uniqueId ? Number(uniqueId) : null })
  })
  return people.filter(({ employeeNumber }) => !['E1007', 'E1011'].includes(employeeNumber))
}
