import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CameraState, keepCamera } from '../../renderer/photo/keep-camera.ts'

class FakeTrack {
  isStopped = false
  readonly #hear: (() => void)[] = []
  stop(): void {
    this.isStopped = true
  }
  addEventListener(_name: 'ended', listener: () => void): void {
    this.#hear.push(listener)
  }
  unplug(): void {
    for (const hear of this.#hear) hear()
  }
}

type Opening = PromiseWithResolvers<FakeTrack>

/** A browser that answers when the test says so, and a clock that goes when it says so. */
function makeCamera() {
  const openings: Opening[] = []
  const grabs: PromiseWithResolvers<string>[] = []
  const timers = new Set<{ atMs: number; run: () => void }>()
  const states: CameraState[] = []
  let nowMs = 0
  const camera = keepCamera<FakeTrack, string>({
    open: () => {
      const opening = Promise.withResolvers<FakeTrack>()
      openings.push(opening)
      return opening.promise
    },
    grab: () => {
      const grab = Promise.withResolvers<string>()
      grabs.push(grab)
      return grab.promise
    },
    setTimer: (run, delayMs) => {
      const timer = { atMs: nowMs + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    onState: (state) => states.push(state),
  })
  /** What has been promised is heard before anything goes on. */
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    camera,
    openings,
    grabs,
    states,
    settle,
    opening: (): Opening => openings.at(-1) ?? assert.fail('nobody asked for a camera'),
    plugIn: async () => {
      const track = new FakeTrack()
      openings.at(-1)?.resolve(track)
      await settle()
      return track
    },
    pass: async (ms: number) => {
      nowMs += ms
      for (const timer of [...timers]) {
        if (timer.atMs > nowMs) continue
        timers.delete(timer)
        timer.run()
      }
      await settle()
    },
  }
}

const refusal = (name: string) => new DOMException('no', name)

test('a camera that is ready gives the next frame, one for all who wait for it', async () => {
  const { camera, grabs, states, plugIn } = makeCamera()
  await plugIn()
  assert.deepEqual(states, ['ready'])
  const [first, second] = [camera.still(), camera.still()]
  assert.equal(grabs.length, 1)
  grabs[0]?.resolve('a face')
  assert.deepEqual(await Promise.all([first, second]), ['a face', 'a face'])
  const third = camera.still()
  assert.equal(grabs.length, 2, 'a later tap gets a later frame')
  grabs[1]?.resolve('another face')
  assert.equal(await third, 'another face')
})

test('a browser that never answers costs nothing but photos, and what it brings too late is let go', async () => {
  const { camera, openings, states, pass, plugIn, settle } = makeCamera()
  assert.equal(await camera.still(), null)
  await pass(15_000)
  assert.deepEqual(states, ['silent'])
  assert.equal(await camera.still(), null)
  await pass(2000)
  assert.equal(openings.length, 2)
  const late = new FakeTrack()
  openings[0]?.resolve(late)
  await settle()
  assert.equal(late.isStopped, true)
  await plugIn()
  assert.deepEqual(states, ['silent', 'ready'])
})

test('why there is no camera is told, and it is asked for again after a growing while', async () => {
  const { openings, opening, states, pass, settle } = makeCamera()
  const told = { NotAllowedError: 'denied', NotFoundError: 'absent', NotReadableError: 'failed', Strange: 'failed' }
  for (const [name, delayMs] of [
    ['NotAllowedError', 2000],
    ['NotFoundError', 10_000],
    ['NotReadableError', 60_000],
    ['Strange', 60_000],
  ] as const) {
    const asked = openings.length
    opening().reject(refusal(name))
    await settle()
    assert.equal(states.at(-1), told[name])
    await pass(delayMs - 1)
    assert.equal(openings.length, asked)
    await pass(1)
    assert.equal(openings.length, asked + 1)
  }
})

test('what is plugged in is looked for at once', async () => {
  const { camera, openings, opening, plugIn, states, settle } = makeCamera()
  opening().reject(refusal('NotFoundError'))
  await settle()
  camera.lookAgain()
  assert.equal(openings.length, 2)
  await plugIn()
  camera.lookAgain()
  assert.equal(openings.length, 2, 'one that is ready is left alone')
  assert.deepEqual(states, ['absent', 'ready'])
})

test('a camera that is unplugged between two taps is missed, told and asked for again', async () => {
  const { camera, openings, states, plugIn, pass } = makeCamera()
  const track = await plugIn()
  track.unplug()
  assert.deepEqual([states.at(-1), track.isStopped], ['absent', true])
  assert.equal(await camera.still(), null)
  await pass(2000)
  assert.equal(openings.length, 2)
})

test('a camera that stops sending gives none within a second, and is opened anew', async () => {
  const { camera, grabs, openings, states, plugIn, pass } = makeCamera()
  const track = await plugIn()
  const still = camera.still()
  await pass(1000)
  assert.equal(await still, null)
  assert.deepEqual([states.at(-1), track.isStopped], ['silent', true])
  grabs[0]?.resolve('far too late')
  await pass(2000)
  assert.equal(openings.length, 2)
})

test('a frame that cannot be had is none, and one that works again counts as new', async () => {
  const { camera, grabs, openings, states, plugIn, pass } = makeCamera()
  for (let round = 1; round <= 4; round++) {
    await plugIn()
    const still = camera.still()
    grabs.at(-1)?.reject(new Error('broken'))
    assert.equal(await still, null)
    assert.equal(states.at(-1), 'failed')
    await pass(60_000)
    await plugIn()
    const good = camera.still()
    grabs.at(-1)?.resolve('a face')
    assert.equal(await good, 'a face')
    const broken = camera.still()
    grabs.at(-1)?.reject(new Error('broken'))
    await broken
    const asked = openings.length
    await pass(2000)
    assert.equal(openings.length, asked + 1, 'after the shortest while')
  }
})

test('a camera that was closed is let go, whenever it comes', async () => {
  const early = makeCamera()
  const track = await early.plugIn()
  early.camera.close()
  assert.equal(track.isStopped, true)
  assert.equal(await early.camera.still(), null)
  const late = makeCamera()
  late.camera.close()
  assert.equal((await late.plugIn()).isStopped, true)
  await late.pass(100_000)
  assert.deepEqual([late.states, late.openings.length], [[], 1])
})
