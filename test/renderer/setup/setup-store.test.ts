import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStore } from 'zustand/vanilla'
import { useSetupStore } from '../../../renderer/setup/setup-store.ts'

const view = { zone: 'Europe/Berlin', zones: ['Europe/Berlin'], windowReaders: [], version: '1' }

/** Somebody who has come to the end. */
function typeAll() {
  const kiosk = createStore<{ station: object | null; isSetUp: boolean }>(() => ({ station: null, isSetUp: false }))
  const { begin, change, judge, go, refuse } = useSetupStore.getState()
  begin(kiosk, view, 'en')
  const { draft } = useSetupStore.getState()
  assert.ok(draft)
  change({ supervisor: { ...draft.supervisor, pin: '482916' } })
  judge('supervisor')
  refuse([{ path: 'station.id', expected: 'expected another' }])
  go('summary')
  return kiosk
}

function assertEmpty(): void {
  const { draft, step, judged, refused } = useSetupStore.getState()
  assert.deepEqual([draft, step, judged.size, refused.size], [null, 'language', 0, 0])
}

test('what was typed outlives a station that goes and comes back, and is gone when the setup is finished', () => {
  const kiosk = typeAll()
  // Such as another connection.
  kiosk.setState({ station: null })
  useSetupStore.getState().begin(kiosk, view, 'de')
  assert.equal(useSetupStore.getState().draft?.supervisor.pin, '482916')
  kiosk.setState({ isSetUp: true })
  assertEmpty()
})

test('what the station refused is said until something is changed or it is asked again', () => {
  const kiosk = typeAll()
  const said = () => {
    const { refused, refusal } = useSetupStore.getState()
    return [Object.fromEntries(refused), refusal]
  }
  const { change, refuse, refuseInWords, forgetRefusal } = useSetupStore.getState()
  assert.deepEqual(said(), [{ 'station.id': 'expected another' }, ['station.id: expected another']])
  change({ id: 'other' })
  assert.deepEqual(said(), [{}, []])
  refuse([{ path: 'station.id', expected: 'expected another' }])
  refuseInWords('The disk is full.')
  assert.deepEqual(said(), [{}, ['The disk is full.']])
  forgetRefusal()
  assert.deepEqual(said(), [{}, []])
  kiosk.setState({ station: {} })
})

test('it is gone as well where another window has finished', () => {
  const kiosk = typeAll()
  kiosk.setState({ station: {} })
  assertEmpty()
  typeAll()
  kiosk.setState({ station: {} })
  assert.ok(useSetupStore.getState().draft, 'a station of before says nothing of this one')
})
