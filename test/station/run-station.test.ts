import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RunningStation } from '../../core/station/run-options.ts'
import { runStation } from '../../core/station/run-station.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { createScriptedHid } from '../fakes/scripted-hid.ts'
import { makeFolder } from '../store/temporary-folder.ts'

async function run(
  t: TestContext,
  settings: object | null,
  prepare: (dataDir: string) => void = () => {},
): Promise<{ dataDir: string; station: RunningStation }> {
  const root = makeFolder(t)
  const [dataDir, screensDir] = [join(root, 'data'), join(root, 'screens')]
  for (const dir of [dataDir, screensDir]) mkdirSync(dir)
  writeFileSync(join(screensDir, 'index.html'), '<title>none</title>')
  if (settings !== null) writeFileSync(join(dataDir, 'station.json'), JSON.stringify(settings))
  prepare(dataDir)
  const outcome = await runStation({
    choice: { type: 'data', dataDir },
    port: 0,
    screensDir,
    resourcesDir: screensDir,
    screenToken: 'a'.repeat(32),
    ownerToken: 'b'.repeat(32),
    env: {},
    openHid: () => createScriptedHid({ setTimer: startTimer }),
  })
  assert.ok(outcome.type === 'running', outcome.type === 'cannot-start' ? outcome.why : '')
  t.after(outcome.station.close)
  return { dataDir, station: outcome.station }
}

for (const [what, settings] of [
  ['station', { station: { id: 'front-door', zone: 'Europe/Berlin' } }],
  ['setup', null],
] as const) {
  test(`a ${what} that is told twice to close has let go of its folder when either is answered`, async (t) => {
    const { dataDir, station } = await run(t, settings)
    const first = station.close()
    await station.close()
    const locking = lockFolder(dataDir, 'test')
    assert.equal(locking.type, 'locked')
    if (locking.type === 'locked') locking.lock.release()
    await first
  })
}

test('a station whose door file cannot be written serves nevertheless, and leaves no half of it', async (t) => {
  const settings = { station: { id: 'front-door', zone: 'Europe/Berlin' } }
  const { dataDir, station } = await run(t, settings, (dir) =>
    mkdirSync(join(dir, 'door.json', 'taken'), { recursive: true }),
  )
  assert.match(station.url, /^http:/)
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.startsWith('door.json')),
    ['door.json'],
  )
})
