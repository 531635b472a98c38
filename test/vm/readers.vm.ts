/**
 * Readers that the kernel has made out of nothing, on the whole way from a device's report to a person who is clocked in: the kernel's
 * HID drivers, hidraw, node-hid, and a station in a process of its own. One machine for all; each test goes on where the last one ended.
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Decision } from '../../core/contract/decision.ts'
import { type Machine, openWorkshop, startMachine, type Workshop } from './machine.ts'
import { models, type ReaderModel } from './reader-models.ts'
import { holdBits, scan, sendSerial, swipe, typeDigits } from './sent-reports.ts'
import { countReports, readerState, takeDecision } from './station-words.ts'

const dataDir = '/data/station'
const guestUser = 1000

/** Two of the same model, with the same serial number, at two ports. */
const plugs: Record<string, ReaderModel> = {
  entry: models.keyboard,
  exit: { ...models.keyboard, port: 'usb-0000:00:04.0-9/input0' },
  desk: models.pcprox,
  gate: models.barcode,
  bar: models.magstripe,
  lift: models.raw,
}

const settings = {
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  readers: [
    // However slow the machine, what is half sent is not given up before the rest comes or the reader goes.
    { id: 'entry', use: 'in', device: device('entry'), kind: 'keyboard', idleMs: 10_000 },
    { id: 'exit', use: 'out', device: device('exit'), kind: 'keyboard', idleMs: 10_000 },
    { id: 'desk', device: device('desk'), kind: 'pcprox', format: 'H10301' },
    { id: 'gate', device: device('gate') },
    { id: 'bar', device: device('bar') },
    {
      id: 'lift',
      device: device('lift'),
      kind: 'raw',
      format: 'csn',
      byteOrder: 'as-sent',
      raw: { offset: 2, length: 4, byteOrder: 'little', as: 'serial' },
    },
  ],
  rules: { repeatGuardSeconds: 0 },
}

function device(name: string): object {
  const { vendorId, productId, port } = plugs[name] ?? models.raw
  const hex = (number: number) => number.toString(16).padStart(4, '0')
  return { vendorId: hex(vendorId), productId: hex(productId), port }
}

/** E2's card is 123/4567: 1 011110110001000111010111 0 with its two parity bits. */
const e2Bits = '011110110001000111010111'
const roster = `employeeNumber,displayName,apiId,cardNumber,facilityCode,cardFormat,externalCardNumber
E1,Ada Byron,api-1,0000000101,,em4100,
E2,Émile Borel,api-2,4567,123,H10301,
E3,Grace Old,api-3,0000000303,,em4100,
E4,Hedy Kies,api-4,0000000404,,em4100,
E5,Sofia Kor,api-5,,,csn,04A1B2C3
`

suite('readers in a virtual machine', () => {
  let machine: Machine
  let workshop: Workshop
  const decide = (from: number) => takeDecision(machine, from)
  const seen = () => machine.heard.length
  const plug = async (name: string) => {
    await machine.guest.plug(name, plugs[name] ?? models.raw)
    await readerState(machine, name, 'ready')
  }
  const present = async (name: string, reports: string[]): Promise<Decision> => {
    const from = seen()
    await machine.guest.report(name, reports)
    return decide(from)
  }

  after(async () => {
    await machine.cutPower()
    workshop.clear()
  })
  before(async () => {
    workshop = await openWorkshop()
    machine = await startMachine({ workshop, groups: ['readers'] })
    await machine.guest.makeStation(dataDir, settings)
    await machine.guest.writeFile('/data/roster.csv', roster)
    const run = await machine.guest.foyer('import', '/data/roster.csv', '--data', dataDir, '--approve')
    assert.equal(run.code, 0, run.stderr)
    assert.equal(await machine.guest.startStation(dataDir), null)
  })

  test('are absent until they are plugged in, and ready then', async () => {
    for (const name of Object.keys(plugs)) await readerState(machine, name, 'absent')
    for (const name of Object.keys(plugs)) await plug(name)
  })

  test('clock people in by what each of them sends', async () => {
    await machine.guest.holdCard('desk', {})
    const keyboard = await present('entry', typeDigits('0000000101'))
    assert.deepEqual(sayDecision(keyboard), ['entry', 'in', 'E1'])
    assert.deepEqual(sayDecision(await present('gate', scan('0000000303'))), ['gate', 'in', 'E3'])
    assert.deepEqual(sayDecision(await present('bar', swipe('0000000404'))), ['bar', 'in', 'E4'])
    assert.deepEqual(sayDecision(await present('lift', sendSerial('04A1B2C3'))), ['lift', 'in', 'E5'])
    const from = seen()
    await machine.guest.holdCard('desk', holdBits(e2Bits))
    assert.deepEqual(sayDecision(await decide(from)), ['desk', 'in', 'E2'])
  })

  test('that are the same model are told apart by where they are plugged in, also when both type at once', async () => {
    assert.deepEqual(sayDecision(await present('exit', typeDigits('0000000101'))), ['exit', 'out', 'E1'])
    const from = seen()
    const [ada, grace] = [typeDigits('0000000101'), typeDigits('0000000303')]
    for (const [index, report] of ada.entries()) {
      await machine.guest.report('entry', [report])
      await machine.guest.report('exit', [grace[index] ?? ''])
    }
    const first = await decide(from)
    const second = await decide(machine.heard.findIndex(({ body }) => body === first) + 1)
    assert.deepEqual([first, second].map(sayDecision).sort(), [
      ['entry', 'in', 'E1'],
      ['exit', 'out', 'E3'],
    ])
  })

  test('are read again after they were pulled out, and what was half sent is forgotten', async () => {
    const from = seen()
    // As many digits as make a whole number with those that follow.
    const half = typeDigits('99999').slice(0, -2)
    const last = await countReports(machine)
    await machine.guest.report('entry', half)
    while ((await countReports(machine)) < last + half.length);
    const lastState = seen()
    await machine.guest.unplug('entry')
    await readerState(machine, 'entry', 'absent', lastState)
    await plug('entry')
    await machine.guest.report('entry', typeDigits('0000000101'))
    assert.deepEqual(sayDecision(await decide(from)), ['entry', 'in', 'E1'])
    for (const name of ['gate', 'bar', 'lift', 'desk']) {
      const before = seen()
      await machine.guest.unplug(name)
      await readerState(machine, name, 'absent', before)
    }
    // Without its card, which would be read anew.
    for (const name of ['gate', 'bar', 'lift', 'desk']) await plug(name)
    assert.deepEqual(sayDecision(await present('gate', scan('0000000404'))), ['gate', 'out', 'E4'])
  })

  test('have clocked what stands in the data folder, with no process lost on the way', async () => {
    assert.deepEqual(machine.ended, [])
    const who = await machine.guest.foyer('who', '--data', dataDir, '--json')
    assert.equal(who.code, 0, who.stderr)
    assert.deepEqual([...who.stdout.matchAll(/\bE\d\b/g)].map(([name]) => name).sort(), ['E1', 'E2', 'E5'])
    const events = await machine.guest.foyer('export', 'events', '--data', dataDir)
    const taps = events.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const told = machine.heard.filter(({ name }) => name === 'decided')
    assert.deepEqual(
      taps.map(({ eventId }) => eventId),
      told.map(({ body }) => (body as Decision).eventId),
      'every decision that was shown is stored, and no other',
    )
  })

  test('that may not be opened are said so, with the rule to install, and read as soon as they may', async () => {
    assert.equal(await machine.guest.stopStation(), 0)
    const dir = '/data/other'
    const own = { ...settings, readers: settings.readers.filter(({ id }) => id === 'entry') }
    await machine.guest.makeStation(dir, own, guestUser)
    for (const name of Object.keys(plugs).filter((each) => each !== 'entry')) await machine.guest.unplug(name)
    const before = seen()
    assert.equal(await machine.guest.startStation(dir, guestUser), null)
    const { why } = await readerState(machine, 'entry', 'no-permission', before)
    assert.match(why ?? '', /udev/)
    const [node = ''] = (await machine.guest.listFolder('/dev')).filter((name) => name.startsWith('hidraw'))
    await machine.guest.setMode(`/dev/${node}`, 0o666)
    await readerState(machine, 'entry', 'ready', before)
    assert.equal((await present('entry', typeDigits('0000000101'))).reason, 'unknown-card')
  })
})

function sayDecision({ reader, outcome, person }: Decision): (string | null)[] {
  return [reader, outcome, person?.employeeNumber ?? null]
}
