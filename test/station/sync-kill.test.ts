/** A station that really dies, and a real service: whatever the moment, each event is heard of exactly once. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertHeard, type ServiceUnderTest, settingsFor } from '../contracts/clock-sync-contract.ts'
import { openCentralUnderTest } from '../fakes/central-under-test.ts'
import { openTestStore } from '../fakes/station-store.ts'
import { morning } from '../fakes/sync-child.ts'

/** How the station ends: by itself before a step, from outside at a moment after it went to work, or when all is told. */
type End = { stopAtStep: number } | { killAfterMs: number } | null
type Ended = { code: number | null; signal: string | null; errors: string }

const script = fileURLToPath(new URL('../fakes/sync-child.ts', import.meta.url))

async function runStation(service: ServiceUnderTest, file: string, events: number, end: End): Promise<Ended> {
  const stopAtStep = end && 'stopAtStep' in end ? end.stopAtStep : 0
  const request = JSON.stringify({ ...settingsFor(service), file, events, stopAtStep })
  const child = spawn(process.execPath, [script, request], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (piece) => {
    errors += piece
  })
  if (end && 'killAfterMs' in end) {
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), end.killAfterMs))
  }
  const [code, signal] = await once(child, 'close')
  return { code, signal, errors }
}

/** Runs a station to each of `ends` in turn on one file, then to the end of its morning. */
async function killAt(ends: readonly End[], events: number): Promise<void> {
  const service = await openCentralUnderTest()
  const store = openTestStore(5)
  store.close()
  try {
    let kills = 0
    for (const end of ends) {
      const ended = await runStation(service, store.file, events, end)
      if (ended.signal === 'SIGKILL') kills += 1
      else assert.equal(ended.code, 0, ended.errors)
    }
    assert.ok(kills > ends.length / 2, 'the station was mostly done before it could be killed')
    const finished = await runStation(service, store.file, events, null)
    assert.equal(finished.code, 0, finished.errors)
    assertHeard(service.heard(), morning(events))
  } finally {
    store.discard()
    await service.close()
  }
}

it('tells everything exactly once although the station is killed between any two steps', () =>
  killAt(
    Array.from({ length: 20 }, (_, index) => ({ stopAtStep: index + 1 })),
    60,
  ))

it('tells everything exactly once although the station is killed at any moment', () =>
  killAt(
    Array.from({ length: 8 }, (_, index) => ({ killAfterMs: 3 + index * 11 })),
    150,
  ))
