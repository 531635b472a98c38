/** A native library can take its process along: the station is started again, opens its readers, and has lost no tap. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { handOver } from '../../core/door/hand-over.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { keepStation, type StationState } from '../../core/station/station-keeper.ts'
import { makeFolder } from '../store/temporary-folder.ts'

const entry = join(import.meta.dirname, '../fakes/station-with-script.ts')

function keep(t: TestContext) {
  const root = makeFolder(t)
  const [dataDir, screensDir] = [join(root, 'data'), join(root, 'screens')]
  for (const dir of [dataDir, screensDir]) mkdirSync(dir)
  writeFileSync(join(screensDir, 'index.html'), '<title>none</title>')
  const readers = [{ id: 'front', device: { vendorId: 'ffff', productId: '0035' } }]
  writeFileSync(
    join(dataDir, 'station.json'),
    JSON.stringify({ station: { id: 'front-door', zone: 'Europe/Berlin' }, readers }),
  )
  const children: ChildProcess[] = []
  let heard = Promise.withResolvers<void>()
  const states: StationState[] = []
  const keeper = keepStation<never>(
    ({ onWord, onExit }) => {
      const child = fork(entry, [dataDir, screensDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      children.push(child)
      child.on('message', onWord)
      child.on('exit', (code) => onExit(code ?? 1))
      return { send: (order) => void child.send(order), kill: () => void child.kill('SIGKILL') }
    },
    { now: Date.now, wait: (delayMs, callback) => startTimer(callback, delayMs) },
    (state) => {
      states.push(state)
      heard.resolve()
      heard = Promise.withResolvers()
    },
  )
  t.after(() => keeper.close(5000))
  const until = async (count: number): Promise<void> => {
    while (states.filter(({ type }) => type === 'ready').length < count) await heard.promise
  }
  /** The station tells a screen by an event; a command line has to ask. */
  const untilReaderReady = async (): Promise<void> => {
    for (;;) {
      const status = await handOver(dataDir, 'getStatus', {})
      if (status.type === 'status' && status.view.readers[0]?.state === 'ready') return
      await sleep(50)
    }
  }
  const presented = async (): Promise<number> => {
    const answer = await handOver(dataDir, 'listReports', { after: 0 })
    return answer.type === 'reports' ? answer.reports.filter(({ what }) => what.type === 'presented').length : 0
  }
  const tap = async (text: string): Promise<void> => {
    const before = await presented()
    children.at(-1)?.send({ type: 'send', text })
    while ((await presented()) === before) await sleep(20)
  }
  return { dataDir, children, keeper, states, until, untilReaderReady, tap }
}

test('a station whose process dies of a native fault is started again, opens its readers, and keeps every tap', async (t) => {
  const { dataDir, children, keeper, states, until, untilReaderReady, tap } = keep(t)
  await until(1)
  await untilReaderReady()
  await tap('0000000001\n')
  const [first] = children
  assert.ok(first)
  const ended = once(first, 'exit')
  first.kill('SIGSEGV')
  assert.deepEqual(await ended, [null, 'SIGSEGV'])
  await until(2)
  assert.equal(states.filter(({ type }) => type === 'down').length, 1)
  await untilReaderReady()
  await tap('0000000002\n')
  const last = children.at(-1)
  assert.ok(last)
  const closed = once(last, 'exit')
  await keeper.close(5000)
  // 0: every device was let go of before the end.
  assert.deepEqual(await closed, [0, null])
  const { openStationFileToRead } = await import('../../core/store/station-file.ts')
  const opening = openStationFileToRead(dataDir)
  assert.ok(opening.type !== 'failed')
  const events = opening.store.read.prepare<{ count: number }>('SELECT count(*) AS count FROM event').get()
  opening.store.close()
  assert.equal(events?.count, 2)
})
