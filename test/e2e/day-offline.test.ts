/** A day without the network, as it looks at the door and to the supervisor; every process is a real one. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { kill, startService } from '../ordeal/processes.ts'
import { browserTest, type Kiosk, openKiosk, textOf, watched } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { runScriptedStation, scriptedDevice } from './run-scripted-station.ts'
import { sampleRoster } from './run-station.ts'

const root = mkdtempSync(join(tmpdir(), 'foyer-offline-'))
const central = { dataDir: join(root, 'central'), roster: sampleRoster, secret: 'a secret of the tests' }
const hourMs = 3_600_000
const people = [
  { employeeNumber: 'E1001', name: 'Amara Okafor', badge: '0012345678\n' },
  { employeeNumber: 'E1002', name: 'Jonas Lindqvist', badge: '0002453340\n' },
] as const

let service = await startService({ ...central, port: 0 })
const upstream = { url: `http://127.0.0.1:${service.port}` }
const station = await runScriptedStation({
  settings: {
    station: { id: 'front-door', location: 'HQ', zone: 'UTC', languages: ['en'] },
    readers: [{ id: 'front', device: scriptedDevice }],
    rules: { undoSeconds: 0, repeatGuardSeconds: 0, resultSeconds: 2 },
    upstreams: {
      clock: { ...upstream, communityId: 'foyer', key: central.secret },
      presence: { ...upstream, token: central.secret, matchBy: 'employeeID' },
    },
  },
  prepare: (dataDir) => {
    runFoyer(['person', 'set-role', 'E1001', 'supervisor', '--data', dataDir])
    runFoyer(['person', 'set-pin', 'E1001', '--data', dataDir], '1234\n')
  },
})
after(async () => {
  await station.close()
  await kill(service.child)
  rmSync(root, { recursive: true, force: true })
})

browserTest(
  'for a day without the network the door is as it always is, and then everything is told exactly once',
  async () => {
    const kiosk = await openKiosk(station.url, {}, async (page) => {
      await page.addInitScript(letTimePass)
    })
    const { page, complaints } = kiosk
    const strip = page.locator('.strip')
    const isQuiet = async () => {
      await strip.getByText('Connected').waitFor()
      await strip.getByText('Everything sent').waitFor()
      assert.equal(await strip.locator('li.is-warning, .strip-notice').count(), 0)
    }
    const pass = async (ms: number) => {
      station.order({ type: 'pass', ms })
      await page.evaluate(`passedMs += ${ms}`)
    }
    await strip.getByText('Reader ready').waitFor()

    const online: string[] = []
    for (const direction of ['in', 'out'] as const) {
      for (const person of people) online.push(await tap(kiosk, person, direction))
    }
    assert.deepEqual([online[0], online[2]], [online[1], online[3]])
    await isQuiet()

    await kill(service.child)
    for (let hour = 1; hour <= 24; hour += 1) {
      const direction = hour % 2 === 1 ? 'in' : 'out'
      for (const person of people) {
        assert.equal(await tap(kiosk, person, direction), online[direction === 'in' ? 0 : 2], `hour ${hour}`)
      }
      if (hour === 1) {
        await kiosk.ready.waitFor()
        await strip.locator('li.is-warning', { hasText: 'Offline – taps are kept here' }).waitFor()
        assert.match(await textOf(strip), / \d+ records to send$/)
      }
      await pass(hourMs)
    }
    await kiosk.ready.waitFor()
    const [waiting] = station.readRows<{ n: number }>(`SELECT count(*) AS n FROM outbox WHERE state <> 'delivered'`)
    assert.ok(waiting && waiting.n >= 48)
    await strip.getByText(`${waiting.n} records to send`).waitFor()
    assert.equal(await strip.locator('.strip-notice').count(), 0, 'nobody has to do anything')

    service = await startService({ ...central, port: service.port, laterMs: 24 * hourMs })
    await strip.getByText('Connected').waitFor({ timeout: 60_000 })
    await isQuiet()

    const told = exported('clock', central.dataDir)
    assert.equal(new Set(told.map(({ idempotencyKey }) => idempotencyKey)).size, told.length)
    const counted = exported('events', station.dataDir)
    assert.equal(counted.length, 52)
    const toLine = (employeeNumber = '', kind = '', at = '') => `${employeeNumber} ${kind} ${Date.parse(at)}`
    assert.deepEqual(
      told.map(({ employeeNumber, kind, occurredAt }) => toLine(employeeNumber, kind, occurredAt)).sort(),
      counted.map(({ employeeNumber, kind, at }) => toLine(employeeNumber, kind, at)).sort(),
    )
    const entriesOf = (dataDir: string) =>
      exported('presence', dataDir)
        .map(({ employeeNumber, date, location }) => [employeeNumber, date, location])
        .sort()
    assert.deepEqual(entriesOf(central.dataDir), entriesOf(station.dataDir))

    await kiosk.ready.waitFor()
    await page.getByRole('button', { name: 'Supervisor' }).first().click()
    await page.getByText('Tap your badge to sign in').waitFor()
    station.order({ type: 'send', text: people[0].badge })
    await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('tab', { name: 'Sync' }).click()
    for (const name of ['Clock', 'Presence']) {
      assert.match(await textOf(page.getByRole('region', { name })), /All is well .*Waiting 0 .*Refused 0 /)
    }
    assert.deepEqual(complaints, [])
    // Within the strip words make room for others; nothing else moves.
    const shifts = await watched<string>(page, 'shifts')
    assert.deepEqual(
      shifts.filter((shift) => !/^(strip|LI|UL|#text):/.test(shift)),
      [],
    )
  },
)

/** Answers what a result looks like, without whom and when. */
async function tap(kiosk: Kiosk, { badge, name }: (typeof people)[number], direction: 'in' | 'out'): Promise<string> {
  station.order({ type: 'send', text: badge })
  await kiosk.result(direction).filter({ hasText: name }).waitFor()
  return (await textOf(kiosk.result(direction))).replace(name, 'N').replace(/\d+/g, '0')
}

function exported(what: string, dataDir: string): Record<string, string>[] {
  return runFoyer(['export', what, '--data', dataDir])
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** The clock of the page goes with the station's, as on one machine. */
const letTimePass = `{
  globalThis.passedMs = 0
  const trueMs = Date.now.bind(Date)
  Date.now = () => trueMs() + passedMs
}`
