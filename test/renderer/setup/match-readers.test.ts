import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stationSettings } from '../../../core/contract/settings.ts'
import { listSetupDevices } from '../../../core/station/list-setup-devices.ts'
import { draftReader, matchReaders, refineReaders } from '../../../renderer/setup/match-readers.ts'
import { createDraft, type DraftReader, draftToSettings, windowReader } from '../../../renderer/setup/setup-draft.ts'
import { keyboardReader } from '../../fakes/scripted-hid.ts'

type Plug = { port: string | null; serialNumber?: string }

const plugged = (...plugs: Plug[]) =>
  listSetupDevices(
    plugs.map((plug, index) => ({ ...keyboardReader, ...plug, path: `/dev/hidraw${index}` })),
    () => null,
  )

/** A draft in which somebody ticks each of the devices. */
function tick(readers: readonly DraftReader[], devices: ReturnType<typeof plugged>): DraftReader[] {
  const ticked = [...readers]
  for (const device of devices) ticked.push(draftReader(device, ticked))
  return refineReaders(ticked, devices)
}

const portsOf = (readers: readonly DraftReader[], devices: ReturnType<typeof plugged>) =>
  Object.fromEntries([...matchReaders(readers, devices)].map(([id, { port }]) => [id, port]))

test('of two equal readers the one that stays is the one it was, whatever is pulled out and put back', () => {
  const both = plugged({ port: '1-1' }, { port: '1-2' })
  const readers = tick([windowReader], both)
  const [, first, second] = readers
  assert.ok(first && second)
  for (const [ports, expected] of [
    [['1-2'], { [second.id]: '1-2' }],
    [['1-1'], { [first.id]: '1-1' }],
    [['1-2', '1-1'], { [first.id]: '1-1', [second.id]: '1-2' }],
    [[], {}],
  ] as const) {
    const now = plugged(...ports.map((port) => ({ port })))
    assert.deepEqual(portsOf(readers, now), expected)
    assert.deepEqual(refineReaders(readers, now), readers, 'nothing of it is forgotten')
  }
})

test('a reader that was alone is told by its port from one that comes later, also if it is gone by then', () => {
  const early = tick([], plugged({ port: '1-1' }))
  assert.equal(early[0]?.device?.port, undefined, 'alone it may be plugged in anywhere later')
  const beside = refineReaders(early, plugged({ port: '1-1' }, { port: '1-2' }))
  assert.equal(beside[0]?.device?.port, '1-1')
  const other = plugged({ port: '1-2' })
  assert.deepEqual(portsOf(early, other), {})
  const readers = tick(early, other)
  assert.deepEqual(
    readers.map(({ device }) => device?.port),
    ['1-1', '1-2'],
  )
})

test('one with a serial number is found wherever it is plugged in, unless another one has the same', () => {
  const readers = tick([], plugged({ port: '1-1', serialNumber: 'A' }, { port: '1-2', serialNumber: 'B' }))
  const [a, b] = readers
  assert.ok(a && b && a.device?.port === undefined)
  const swapped = plugged({ port: '1-1', serialNumber: 'B' }, { port: '1-2', serialNumber: 'A' })
  assert.deepEqual(portsOf(readers, swapped), { [a.id]: '1-2', [b.id]: '1-1' })
  const same = tick([], plugged({ port: '1-1', serialNumber: '1' }, { port: '1-2', serialNumber: '1' }))
  assert.deepEqual(portsOf(same, plugged({ port: '1-2', serialNumber: '1' })), { [same[1]?.id ?? '']: '1-2' })
})

test('whatever is ticked in whatever order has an id of its own, and a station starts by it', () => {
  const odd = { port: '1-1', serialNumber: `Nº 7 / ${'x'.repeat(80)}` }
  let readers: DraftReader[] = [windowReader]
  // Each alone, so that each is offered under the same id.
  for (const port of ['1-1', '1-2', '1-3'])
    readers = tick(
      readers,
      plugged({ ...odd, port }).filter((device) => !matchReaders(readers, [device]).size),
    )
  for (const port of [null, '2-1', '2-2']) readers = tick(readers, plugged({ port }))
  const draft = { ...createDraft('UTC', 'en'), name: 'Door', readers }
  const settings = stationSettings.parse(draftToSettings(draft))
  assert.equal(new Set(settings.readers.map(({ id }) => id)).size, readers.length)
})
