import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Presented } from '../../core/badge/presented.ts'
import type { ReaderKind } from '../../core/contract/reader-settings.ts'
import { type DeviceReaders, type DeviceState, openDeviceReaders } from '../../core/reader/device-readers.ts'
import type { DeviceReader } from '../../core/reader/match-devices.ts'
import { createScriptedHid, type ScriptedDelays, type ScriptedDevice } from '../fakes/scripted-hid.ts'
import { createVirtualTime, type VirtualTime } from '../fakes/virtual-time.ts'

const cheap = { vendorId: 'ffff', productId: '0035' }

function reader(id: string, more: Partial<DeviceReader['device']> = {}, kind: ReaderKind = 'auto'): DeviceReader {
  return { id, kind, device: { ...cheap, ...more } }
}

function open(
  readers: DeviceReader[],
  options: { hasHints?: boolean; delays?: ScriptedDelays; opensUnknown?: boolean } = {},
) {
  const time = createVirtualTime()
  const hid = createScriptedHid(time, options.delays)
  const heard: string[] = []
  const gone: string[] = []
  const answers: string[] = []
  const shown: Presented[] = []
  const told: { id: string; state: DeviceState; atMs: number }[] = []
  let hint: (() => void) | null = null
  let isWatching = false
  const start = () =>
    openDeviceReaders({
      readers,
      source: hid,
      opensUnknown: options.opensUnknown ?? false,
      platform: 'linux',
      nowMs: time.nowMs,
      setTimer: time.setTimer,
      watchDevices: (onHint) => {
        if (!options.hasHints) return null
        hint = onHint
        isWatching = true
        return () => {
          isWatching = false
        }
      },
      onReport: (id, report) => heard.push(`${id}:${report[0]}`),
      onAnswer: (_id, answer) => answers.push(Buffer.from(answer).toString('hex')),
      onPresented: (_id, presented) => shown.push(presented),
      onGone: (id) => gone.push(id),
      onState: (id, state) => told.push({ id, state, atMs: time.nowMs() }),
    })
  return { time, hid, heard, gone, answers, shown, told, start, hint: () => hint?.(), isWatching: () => isWatching }
}

async function close(time: VirtualTime, readers: DeviceReaders): Promise<void> {
  const closed = readers.close()
  await time.pass(3000)
  await closed
}

const report = (first: number) => Uint8Array.of(first, 0, 0, 0, 0, 0, 0, 0)

test('a reader that is plugged in is read, one that is pulled out is absent, and one that comes back under the same path is read again', async () => {
  const { time, hid, heard, gone, start } = open([reader('front')])
  const readers = start()
  await time.pass(1000)
  assert.deepEqual(readers.states().get('front'), { type: 'absent' })

  const first = hid.plug()
  await time.pass(1000)
  assert.deepEqual(readers.states().get('front'), { type: 'ready', doubt: null })
  first.send(report(1))
  first.unplug()
  await time.pass(400)
  assert.deepEqual(readers.states().get('front'), { type: 'absent' })
  assert.deepEqual(gone, ['front'])

  const second = hid.plug()
  assert.equal(second.path, first.path)
  await time.pass(1000)
  second.send(report(2))
  assert.deepEqual(readers.states().get('front'), { type: 'ready', doubt: null })
  assert.deepEqual(heard, ['front:1', 'front:2'])
  await close(time, readers)
  assert.deepEqual(hid.misuse, [])
})

for (const hasHints of [true, false]) {
  test(`a reader that goes or comes back is told of within a second, ${hasHints ? 'with' : 'without'} a hint of the system`, async () => {
    const { time, hid, told, start, hint } = open([reader('front')], { hasHints })
    start()
    await time.pass(1337)
    const device = hid.plug()
    hint()
    const pluggedAtMs = time.nowMs()
    await time.pass(3000)
    const ready = told.findLast(({ state }) => state.type === 'ready')
    assert.ok(ready && ready.atMs - pluggedAtMs < 1000, `${ready?.atMs} ${pluggedAtMs}`)
    device.unplug()
    hint()
    const unpluggedAtMs = time.nowMs()
    await time.pass(3000)
    const absent = told.findLast(({ state }) => state.type === 'absent')
    assert.ok(absent && absent.atMs > unpluggedAtMs && absent.atMs - unpluggedAtMs < 1000)
  })
}

test('listing is costly: while all readers are there, nothing is listed where the system gives hints, and every ten seconds elsewhere', async () => {
  for (const [hasHints, most] of [
    [true, 0],
    [false, 6],
  ] as const) {
    const { time, hid, start } = open([reader('front')], { hasHints })
    start()
    hid.plug()
    await time.pass(2000)
    const before = hid.listings()
    await time.pass(60_000)
    assert.equal(hid.listings() - before, most)
  }
})

test('a reader that is missing is looked for every half second', async () => {
  const { time, hid, start } = open([reader('front'), reader('back', { port: '1-2' })], { hasHints: true })
  start()
  hid.plug({ port: '1-1' })
  await time.pass(2000)
  const before = hid.listings()
  await time.pass(10_000)
  assert.equal(hid.listings() - before, 20)
})

test('reports that were held back come first after the opening and are dropped, also the end of a badge whose beginning nobody saw', async () => {
  const { time, hid, heard, start } = open([reader('front')])
  const device = hid.plug()
  const readers = start()
  await time.pass(10)
  assert.ok(device.isOpen())
  for (let key = 0; key < 12; key++) {
    device.send(report(9))
    await time.pass(40)
  }
  assert.deepEqual(heard, [])
  assert.deepEqual(readers.states().get('front'), { type: 'opening' })
  await time.pass(200)
  assert.equal(readers.states().get('front')?.type, 'ready')
  device.send(report(1))
  assert.deepEqual(heard, ['front:1'])
})

test('a reader that never is quiet is read after two seconds all the same', async () => {
  const { time, hid, heard, start } = open([reader('front')])
  const device = hid.plug()
  start()
  for (let count = 0; count < 40; count++) {
    await time.pass(100)
    device.send(report(5))
  }
  assert.ok(heard.length > 10)
})

test('a reader that may not be opened says so with the rule to install, and is read as soon as it may', async () => {
  const { time, hid, start } = open([reader('front')])
  const device = hid.plug()
  device.forbid({ type: 'no-permission' })
  const readers = start()
  await time.pass(30_000)
  const state = readers.states().get('front')
  assert.equal(state?.type, 'no-permission')
  assert.match(state?.type === 'no-permission' ? state.why : '', /foyer readers udev.*60-foyer-reader\.rules/)
  device.forbid(null)
  await time.pass(6000)
  assert.equal(readers.states().get('front')?.type, 'ready')
})

test('a reader that fails is opened again after a growing while, a quarter of a second at first and five seconds at most', async () => {
  const { time, hid, start } = open([reader('front')])
  const device = hid.plug()
  device.forbid({ type: 'failed', why: 'input/output error' })
  const attempts: number[] = []
  const open0 = hid.open
  hid.open = (path, listener) => {
    attempts.push(time.nowMs())
    return open0(path, listener)
  }
  const readers = start()
  await time.pass(60_000)
  const gaps = attempts.slice(1).map((atMs, index) => atMs - (attempts[index] ?? 0))
  assert.ok((gaps[0] ?? 0) >= 250 && (gaps[0] ?? 0) < 600, String(gaps))
  assert.ok(Math.max(...gaps) >= 5000 && Math.max(...gaps) <= 5600, String(gaps))
  assert.match(JSON.stringify(readers.states().get('front')), /input\/output error/)
})

test('a device that is listed and is not there when it is opened is tried again no faster than one that is missing, and not shown to come and go', async () => {
  const { time, hid, told, start } = open([reader('front')])
  // As in a container whose /sys shows devices that its /dev lacks.
  const device = hid.plug()
  device.forbid({ type: 'gone' })
  const readers = start()
  await time.pass(60_000)
  assert.ok(hid.listings() < 250, String(hid.listings()))
  assert.deepEqual(
    told.map(({ state }) => state.type),
    ['absent', 'failed'],
  )
  device.forbid(null)
  await time.pass(6000)
  assert.equal(readers.states().get('front')?.type, 'ready')
})

test('a reader that fails while it is read is let go of, forgotten half-way and opened again', async () => {
  const { time, hid, gone, start } = open([reader('front')])
  const device = hid.plug()
  const readers = start()
  await time.pass(1000)
  device.fail('could not read from HID device')
  assert.deepEqual(gone, ['front'])
  assert.equal(readers.states().get('front')?.type, 'failed')
  await time.pass(1500)
  assert.equal(readers.states().get('front')?.type, 'ready')
  assert.equal(hid.openCount(), 1)
  assert.deepEqual(hid.misuse, [])
})

test('a device that disappears without a word is noticed by two listings', async () => {
  const { time, hid, start } = open([reader('front')])
  const device = hid.plug()
  const readers = start()
  await time.pass(1000)
  const mute = hid.list
  hid.list = async () => ({ type: 'listed', devices: [] })
  await time.pass(11_000)
  assert.deepEqual(readers.states().get('front'), { type: 'absent' })
  hid.list = mute
  assert.ok(device.isPlugged())
  await time.pass(1000)
  assert.equal(readers.states().get('front')?.type, 'ready')
})

test('a reader lets go of another device that got its path while it was being opened', async () => {
  const delays = { openMs: 400, lostMs: 0, closeMs: 0 }
  const { time, hid, heard, start } = open([reader('a', { serialNumber: 'A' }), reader('b', { serialNumber: 'B' })], {
    delays,
  })
  const first = hid.plug({ serialNumber: 'A' })
  const readers = start()
  await time.pass(100)
  first.unplug()
  const second = hid.plug({ serialNumber: 'B' })
  assert.equal(second.path, first.path)
  await time.pass(5000)
  second.send(report(1))
  assert.deepEqual(heard, ['b:1'])
  assert.equal(readers.states().get('a')?.type, 'absent')
  await close(time, readers)
  assert.deepEqual(hid.misuse, [])
})

test('where the library cannot be loaded every reader says what to install, and works once it is there', async () => {
  const { time, hid, start } = open([reader('front')])
  hid.plug()
  hid.breakListing({ type: 'no-library', why: 'run "sudo apt-get install libusb-1.0-0"' })
  const readers = start()
  await time.pass(5000)
  assert.deepEqual(readers.states().get('front'), { type: 'failed', why: 'run "sudo apt-get install libusb-1.0-0"' })
  hid.breakListing(null)
  await time.pass(1000)
  assert.equal(readers.states().get('front')?.type, 'ready')
})

test('looking twice at once opens a device once', async () => {
  const { time, hid, start } = open([reader('front')])
  hid.plug()
  const readers = start()
  readers.look()
  readers.look()
  await time.pass(2)
  readers.look()
  await time.pass(1000)
  assert.equal(hid.openCount(), 1)
  assert.deepEqual(hid.misuse, [])
})

test('a device that is still being opened is let go of when the station closes, and nothing is told any more', async () => {
  const { time, hid, told, heard, start, isWatching } = open([reader('front')], { hasHints: true })
  const device = hid.plug()
  const readers = start()
  await time.pass(2)
  assert.equal(device.isOpen(), false)
  const closed = readers.close()
  const before = told.length
  await time.pass(100)
  await closed
  assert.equal(hid.openCount(), 0)
  device.send(report(1))
  device.fail('late')
  await time.pass(5000)
  assert.equal(told.length, before)
  assert.deepEqual(heard, [])
  assert.equal(isWatching(), false)
  assert.equal(time.timerCount(), 0)
})

test('a driver that never lets go of a device does not keep the station from closing', async () => {
  const { time, hid, start } = open([reader('front')])
  const open0 = hid.open
  hid.open = async (path, listener) => {
    const outcome = await open0(path, listener)
    if (outcome.type === 'open') outcome.handle.close = () => new Promise(() => {})
    return outcome
  }
  hid.plug()
  const readers = start()
  await time.pass(1000)
  let isClosed = false
  void readers.close().then(() => {
    isClosed = true
  })
  await time.pass(3000)
  assert.equal(isClosed, true)
})

test('a scanner that says nothing before it is told to is told to, each time it is opened, and is read also where it will not be told', async () => {
  const silent = { vendorId: '0c2e', productId: '0b81' }
  const { time, hid, heard, start } = open([reader('scan', silent), reader('other')])
  const scanner = hid.plug({ ...silent, usages: [{ usagePage: '008c', usage: '0002' }] })
  const other = hid.plug({ usages: [{ usagePage: '008c', usage: '0002' }] })
  const readers = start()
  await time.pass(1000)
  assert.deepEqual(scanner.toldFeatures(), ['fe01'])
  assert.deepEqual(other.toldFeatures(), [])
  scanner.fail('could not read from HID device')
  scanner.refuseFeatures()
  await time.pass(2000)
  assert.deepEqual(readers.states().get('scan'), { type: 'ready', doubt: null })
  scanner.send(report(2))
  assert.deepEqual(heard, ['scan:2'])
  await close(time, readers)
  assert.deepEqual(hid.misuse, [])
})

test('a device of which nobody knows how to read it is opened for whoever looks at its reports', async () => {
  const { time, hid, heard, start } = open([reader('odd')], { opensUnknown: true })
  const odd = hid.plug({ usages: [{ usagePage: 'ff00', usage: '0001' }] })
  const readers = start()
  await time.pass(1000)
  odd.send(report(1))
  assert.deepEqual(heard, ['odd:1'])
  await close(time, readers)
})

test('two of the same kind are told apart by their ports, whichever is plugged in first', async () => {
  const { time, hid, heard, start } = open([reader('in', { port: '1-1.1' }), reader('out', { port: '1-1.2' })])
  const readers = start()
  const out = hid.plug({ port: '1-1.2' })
  await time.pass(1000)
  assert.deepEqual(readers.states().get('in'), { type: 'absent' })
  const into = hid.plug({ port: '1-1.1' })
  await time.pass(1000)
  out.send(report(2))
  into.send(report(1))
  assert.deepEqual(heard, ['out:2', 'in:1'])
})

test('a reader that is asked presents a card once as long as it lies there, and is lost after three failures in a row', async () => {
  const { time, hid, told, heard, answers, shown, start } = open([
    reader('front', { vendorId: '0c27', productId: '3bfa' }),
  ])
  const device = hid.plug({ vendorId: '0c27', productId: '3bfa' })
  const asked: number[] = []
  let card: number[] = []
  let failures = 0
  device.answer((command) => {
    asked.push(command)
    if (failures > 0 && failures-- > 0) throw new Error('no answer')
    if (command === 0x8f) return Uint8Array.from([...card, ...Array(8 - card.length).fill(0)])
    // With the report's id, as some systems give it.
    return Uint8Array.of(0, card.length > 0 ? 24 : 0, 24, 0, 0, 0, 0, 0, 0)
  })
  const readers = start()
  await time.pass(1000)
  card = [0x39, 0x30, 0x7b]
  await time.pass(3000)
  card = []
  await time.pass(1000)
  assert.deepEqual(shown, [{ type: 'bits', bits: '011110110011000000111001', isParityStripped: true }])
  const nothing = '00'.repeat(8)
  assert.deepEqual(answers, [nothing, '39307b0000000000', '001818000000000000', nothing])
  assert.deepEqual(heard, [])
  // Without a card nothing but 8F is asked, and 8E never but after it.
  assert.deepEqual(asked.slice(0, 3), [0x8f, 0x8f, 0x8f])

  failures = 2
  await time.pass(1000)
  assert.equal(readers.states().get('front')?.type, 'ready')
  failures = 3
  await time.pass(600)
  assert.ok(told.some(({ state }) => state.type === 'failed'))
  await time.pass(3000)
  assert.equal(readers.states().get('front')?.type, 'ready')
  device.unplug()
  await time.pass(3000)
  assert.deepEqual(readers.states().get('front'), { type: 'absent' })
  await close(time, readers)
  assert.deepEqual(hid.misuse, [])
  assert.equal(time.timerCount(), 0)
})

test('after any plugging and unplugging every reader is what its device is, and no device is held twice or left open', async () => {
  const places = [{ serialNumber: 'A' }, { serialNumber: 'B' }, { port: '1-3' }, { port: '1-4' }] as const
  const ids = ['a', 'b', 'c', 'd']
  const step = fc.record({
    place: fc.nat({ max: places.length - 1 }),
    act: fc.constantFrom('plug', 'unplug', 'forbid', 'allow', 'break', 'fail', 'send', 'swap'),
    waitMs: fc.constantFrom(0, 1, 30, 120, 260, 500, 900),
  })
  const delays = fc.record({
    openMs: fc.constantFrom(0, 5, 400),
    lostMs: fc.constantFrom(0, 150, 325),
    closeMs: fc.constantFrom(0, 50, 700),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), delays, async (steps, hasHints, delays) => {
      const opened = open(
        places.map((place, index) => reader(ids[index] ?? '', place)),
        { hasHints, delays },
      )
      const { time, hid, heard, start, hint } = opened
      const readers = start()
      const plugged: (ScriptedDevice | null)[] = places.map(() => null)
      const faults: (DeviceState['type'] | null)[] = places.map(() => null)
      const plug = (place: number) => {
        faults[place] = null
        plugged[place] = hid.plug({ ...places[place] })
      }
      for (const { place, act, waitMs } of steps) {
        const device = plugged[place]
        if (act === 'plug' && !device) plug(place)
        if (device && (act === 'unplug' || act === 'swap')) {
          device.unplug()
          plugged[place] = null
          // In the same instant, under the path that has just become free.
          if (act === 'swap') plug(place)
        }
        if (device && act === 'forbid') faults[place] = 'no-permission'
        if (device && act === 'break') faults[place] = 'failed'
        if (device && act === 'allow') faults[place] = null
        if (device && ['forbid', 'break', 'allow'].includes(act)) {
          device.forbid(
            act === 'allow' ? null : act === 'forbid' ? { type: 'no-permission' } : { type: 'failed', why: 'x' },
          )
          // What is open stays open until it fails.
          device.fail('y')
        }
        if (device && act === 'fail') device.fail('z')
        device?.send(report(7))
        if (['plug', 'unplug', 'swap'].includes(act)) hint()
        await time.pass(waitMs)
      }
      await time.pass(12_000)
      heard.length = 0
      for (const [place, device] of plugged.entries()) {
        const expected = device === null ? 'absent' : (faults[place] ?? 'ready')
        assert.equal(readers.states().get(ids[place] ?? '')?.type, expected)
        device?.send(report(place))
      }
      const ready = ids.filter((id) => readers.states().get(id)?.type === 'ready')
      assert.deepEqual(
        heard,
        ready.map((id) => `${id}:${ids.indexOf(id)}`),
      )
      assert.equal(hid.openCount(), ready.length)
      await close(time, readers)
      assert.equal(hid.openCount(), 0)
      assert.deepEqual(hid.misuse, [])
      assert.equal(time.timerCount(), 0)
    }),
    { numRuns: 1000 },
  )
})

test('a device of which nobody knows how to read it is not opened, says so, and is absent when it goes', async () => {
  const { time, hid, heard, start } = open([reader('front')])
  const readers = start()
  const plugged = hid.plug({ usages: [] })
  await time.pass(1000)
  const state = readers.states().get('front')
  assert.ok(state?.type === 'failed' && /give its "kind" in station\.json/.test(state.why), JSON.stringify(state))
  assert.equal(plugged.isOpen(), false)
  plugged.unplug()
  await time.pass(1000)
  assert.deepEqual(readers.states().get('front'), { type: 'absent' })
  assert.deepEqual(heard, [])
  await close(time, readers)
})
