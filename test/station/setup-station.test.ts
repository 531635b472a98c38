import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { reportToHex, textToReports } from '../../core/badge/keyboard-report.ts'
import type { EventBody } from '../../core/contract/contract.ts'
import { readerSettings } from '../../core/contract/reader-settings.ts'
import { handOver } from '../../core/door/hand-over.ts'
import type { HidSource } from '../../core/reader/hid-source.ts'
import { unfinishedName } from '../../core/station/judge-folder.ts'
import type { RunningStation, RunOutcome } from '../../core/station/run-options.ts'
import { runStation } from '../../core/station/run-station.ts'
import { openSetupStation } from '../../core/station/setup-station.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { createScriptedHid, type ScriptedDevice } from '../fakes/scripted-hid.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import { setupWish } from './setup-wish.ts'

const caller = { id: 'window', role: 'screen' } as const

function makePlaces(t: TestContext) {
  const root = makeFolder(t)
  const [dataDir, screensDir] = [join(root, 'data'), join(root, 'screens')]
  for (const dir of [dataDir, screensDir]) mkdirSync(dir)
  writeFileSync(join(screensDir, 'index.html'), '<title>none</title>')
  return { dataDir, screensDir }
}

function start(places: ReturnType<typeof makePlaces>): Promise<RunOutcome> {
  return runStation({
    choice: { type: 'data', dataDir: places.dataDir },
    port: 0,
    screensDir: places.screensDir,
    resourcesDir: places.screensDir,
    screenToken: 'a'.repeat(32),
    ownerToken: 'b'.repeat(32),
    env: {},
    openHid: () => createScriptedHid({ setTimer: startTimer }),
  })
}

async function run(t: TestContext, places: ReturnType<typeof makePlaces>): Promise<RunningStation> {
  const outcome = await start(places)
  assert.ok(outcome.type === 'running', outcome.type === 'cannot-start' ? outcome.why : '')
  t.after(outcome.station.close)
  return outcome.station
}

/** A station in setup with what it tells, and a way to wait for the next of it. */
function openDirect(t: TestContext, source: HidSource) {
  const { dataDir } = makePlaces(t)
  const locking = lockFolder(dataDir, 'setup')
  assert.ok(locking.type === 'locked')
  const station = openSetupStation({ lock: locking.lock, env: {}, version: '0', nowMs: Date.now, source })
  const waiting: ((read: EventBody<'badgeRead'>) => void)[] = []
  station.subscribe((name, body) => {
    if (name === 'badgeRead') waiting.shift()?.(body as EventBody<'badgeRead'>)
  })
  t.after(async () => {
    await station.close()
    locking.lock.release()
  })
  const nextRead = (): Promise<EventBody<'badgeRead'>> => new Promise((resolve) => waiting.push(resolve))
  return { dataDir, station, nextRead }
}

/** A card that is tapped again and again: what comes before a device is open, or right after that, is dropped (`quietMs`). */
async function tapUntilRead(
  device: ScriptedDevice,
  nextRead: () => Promise<EventBody<'badgeRead'>>,
): Promise<EventBody<'badgeRead'>> {
  const heard = nextRead()
  const typing = setInterval(() => {
    for (const report of textToReports('0012345678\n')) device.send(report)
  }, 400)
  try {
    return await heard
  } finally {
    clearInterval(typing)
  }
}

test('a fresh folder is set up, and nothing else is answered there, not even to its owner', async (t) => {
  const places = makePlaces(t)
  const station = await run(t, places)
  assert.ok(station.setUp)
  const asked = await handOver(places.dataDir, 'getStation', {})
  assert.ok(asked.type === 'in-setup')
  assert.ok(asked.view.zones.includes('Europe/Berlin') && asked.view.zones.length > 300)
  assert.ok(asked.view.zones.includes(asked.view.zone) && asked.view.zones.includes('UTC'))
  const refused = { type: 'not-allowed' }
  assert.deepEqual(await handOver(places.dataDir, 'getStatus', {}), refused)
  assert.deepEqual(await handOver(places.dataDir, 'beginSignIn', {}), refused)
  assert.deepEqual(await handOver(places.dataDir, 'importRoster', { file: '/x', isApproved: true }), refused)
  assert.deepEqual(
    readdirSync(places.dataDir).filter((name) => /foyer\.sqlite|station\.json/.test(name)),
    [],
  )
})

test('it becomes the station that it was told to be, and answers no call of a setup any more', async (t) => {
  const places = makePlaces(t)
  const before = await run(t, places)
  const { settings, supervisor } = setupWish
  assert.equal((await handOver(places.dataDir, 'finishSetup', { settings, supervisor })).type, 'finished')
  await before.setUp
  await before.close()
  const after = await run(t, places)
  assert.equal(after.setUp, null)
  const asked = await handOver(places.dataDir, 'getStation', {})
  assert.ok(asked.type === 'station' && asked.view.station.id === 'front-door')
  const refused = { type: 'not-allowed' }
  assert.deepEqual(await handOver(places.dataDir, 'finishSetup', { settings, supervisor }), refused)
  assert.deepEqual(await handOver(places.dataDir, 'listSetupDevices', {}), refused)
  assert.deepEqual(await handOver(places.dataDir, 'hearSetupReaders', { readers: [] }), refused)
  assert.deepEqual(await handOver(places.dataDir, 'trySetupUpstream', { url: 'http://127.0.0.1:9' }), refused)
})

test('a setup that was cut short after its supervisor was named is finished by the next start', async (t) => {
  const { spawnSync } = await import('node:child_process')
  const places = makePlaces(t)
  spawnSync(process.execPath, [join(import.meta.dirname, 'finish-setup-child.ts'), places.dataDir, 'supervisor-named'])
  const station = await run(t, places)
  assert.equal(station.setUp, null)
  const asked = await handOver(places.dataDir, 'getStation', {})
  assert.ok(asked.type === 'station' && asked.view.station.name === 'Front door')
})

test('what a disk says to a start is a reason in words, and the folder is let go of', async (t) => {
  const places = makePlaces(t)
  const inTheWay = join(places.dataDir, unfinishedName)
  mkdirSync(inTheWay)
  const outcome = await start(places)
  assert.ok(outcome.type === 'cannot-start' && outcome.why.includes(places.dataDir))
  rmdirSync(inTheWay)
  assert.ok((await run(t, places)).setUp)
})

test('of two windows that finish at once one does, and the other is told', async (t) => {
  const { station } = openDirect(t, createScriptedHid({ setTimer: startTimer }))
  const { settings, supervisor } = setupWish
  const answers = await Promise.all(
    ['E7', 'E8'].map((employeeNumber) =>
      station.handlers.finishSetup({ settings, supervisor: { ...supervisor, employeeNumber } }, caller),
    ),
  )
  const [first, second] = answers
  assert.equal(first?.type, 'finished')
  assert.ok(second?.type === 'refused' && second.reason?.code === 'setup-elsewhere')
  await station.finished
})

test('devices are listed as they come and go, each told from the others', async (t) => {
  const hid = createScriptedHid({ setTimer: startTimer })
  const { station } = openDirect(t, hid)
  const list = async () => {
    const answer = await station.handlers.listSetupDevices({}, caller)
    assert.equal(answer.fault, null)
    return answer.devices
  }
  assert.deepEqual(await list(), [])
  const named = { vendorId: '0c27', productId: '3bfa', manufacturer: 'RF', product: 'Reader' }
  const first = hid.plug({ ...named, serialNumber: null, port: '1-1' })
  hid.plug({ ...named, serialNumber: null, port: '1-2' })
  // What nobody knows how to read has to be described in station.json.
  hid.plug({ vendorId: '046d', productId: 'c077', usages: [{ usagePage: '0001', usage: '0002' }] })
  const [one, two, ...others] = await list()
  assert.deepEqual(others, [])
  assert.equal(one?.name, 'RF Reader')
  assert.deepEqual(one?.reader, {
    id: 'reader-0c27-3bfa-1-1',
    device: { vendorId: '0c27', productId: '3bfa', port: '1-1' },
  })
  assert.equal(two?.reader.id, 'reader-0c27-3bfa-1-2')
  for (const device of [one, two]) assert.ok(readerSettings.safeParse(device?.reader).success)
  first.unplug()
  assert.deepEqual(
    (await list()).map(({ reader }) => reader),
    [{ id: 'reader-0c27-3bfa-1-2', device: { vendorId: '0c27', productId: '3bfa' } }],
    'it has not become the other one',
  )
  hid.breakListing({ type: 'no-library', why: 'Install it.' })
  assert.equal((await station.handlers.listSetupDevices({}, caller)).fault, 'Install it.')
})

test('a card is tried at a chosen device and in the window, and nobody is clocked', async (t) => {
  const hid = createScriptedHid({ setTimer: startTimer })
  const device = hid.plug()
  const { station, nextRead, dataDir } = openDirect(t, hid)
  const [listed] = (await station.handlers.listSetupDevices({}, caller)).devices
  const reader = readerSettings.parse(listed?.reader)
  await station.handlers.hearSetupReaders({ readers: [reader] }, caller)
  const read = await tapUntilRead(device, nextRead)
  assert.equal((await station.handlers.listSetupDevices({}, caller)).readers[0]?.state, 'ready')
  assert.equal(read.reader, reader.id)
  assert.equal(read.candidates[0]?.cardNumber, 12_345_678)

  const typed = nextRead()
  await station.handlers.presentReports({ reports: textToReports('0000000101\n').map(reportToHex) }, caller)
  assert.equal((await typed).candidates[0]?.cardNumber, 101)
  const garbled = nextRead()
  await station.handlers.presentReports({ reports: [], end: 'garbled' }, caller)
  assert.match((await garbled).why ?? '', /two readers at once/)

  await station.handlers.hearSetupReaders({ readers: [] }, caller)
  assert.equal(device.isOpen(), false)
  assert.deepEqual(readdirSync(dataDir), ['lock.sqlite'])
})

test('whoever tried a reader and goes leaves it to others, unless somebody else tries it by then', async (t) => {
  const hid = createScriptedHid({ setTimer: startTimer })
  const device = hid.plug()
  const closed = Promise.withResolvers<void>()
  const source: HidSource = {
    ...hid,
    open: async (path, listener) => {
      const opening = await hid.open(path, listener)
      if (opening.type === 'failed') return opening
      const close = () => opening.handle.close().then(closed.resolve)
      return { type: 'open', handle: { ...opening.handle, close } }
    },
  }
  const { station, nextRead } = openDirect(t, source)
  const [listed] = (await station.handlers.listSetupDevices({}, caller)).devices
  const readers = [readerSettings.parse(listed?.reader)]
  const other = { ...caller, id: 'another window' }
  await station.handlers.hearSetupReaders({ readers }, caller)
  await station.handlers.hearSetupReaders({ readers }, other)
  await tapUntilRead(device, nextRead)
  station.leave(caller.id)
  await tapUntilRead(device, nextRead)
  station.leave(other.id)
  await closed.promise
  assert.equal(device.isOpen(), false)
  assert.deepEqual((await station.handlers.listSetupDevices({}, caller)).readers, [])
})
