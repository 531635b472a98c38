/** A real station with a supervisor, told to a real reference service that knows nobody but them: for the console's tests. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { person } from '../central/open-central.ts'
import { type Kiosk, openKiosk } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

const secret = 'a secret of the tests'
const supervisor = { employeeNumber: 'E1001', card: '0012345678', pin: '4321' }
const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')

export type OperatedStation = RunningStation & {
  secret: string
  /** Runs `foyer` on the station's folder, and gives what it prints. The service answers meanwhile. */
  foyer: (parameters: readonly string[], input?: string) => Promise<string>
}

/** Presence is told to an address where nobody answers. `more`: further settings. */
export async function runOperatedStation(more: Record<string, unknown> = {}): Promise<OperatedStation> {
  const centralDir = mkdtempSync(join(tmpdir(), 'foyer-e2e-central-'))
  const central = await startCentral({
    dataDir: centralDir,
    port: 0,
    secret,
    zone: 'Europe/Berlin',
    locations: [],
    people: [person(supervisor.employeeNumber)],
    log: pino({ level: 'silent' }),
  })
  const station = await runStation({
    station: { id: 'front-door', name: 'Front door', location: 'HQ', zone: 'Europe/Berlin', languages: ['en', 'de'] },
    readers: [{ id: 'front', name: 'Front reader' }],
    rules: { undoSeconds: 0 },
    ...more,
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

/** Signs the supervisor in, by keyboard alone. */
export async function signIn({ url }: RunningStation, options: Parameters<typeof openKiosk>[1] = {}): Promise<Kiosk> {
  const kiosk = await openKiosk(url, options)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.typeBadge(supervisor.card)
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  await page.keyboard.type(supervisor.pin, { delay: 150 })
  await page.keyboard.press('Enter')
  await page.locator('.console').waitFor()
  return kiosk
}

export async function openPage({ page }: Kiosk, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).first().click()
  await page.getByRole('heading', { name, exact: true }).first().waitFor()
}
