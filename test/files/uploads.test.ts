import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { recognize } from '../../core/contract/sentences.ts'
import { createUploads, longestUploadBytes } from '../../core/files/uploads.ts'

function openUploads(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-uploads-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const timers = new Set<() => void>()
  const open = () =>
    createUploads(folder, (run) => {
      timers.add(run)
      return () => timers.delete(run)
    })
  const dir = join(folder, 'foyer-uploads')
  const list = () => (existsSync(dir) ? readdirSync(dir) : [])
  const uploads = open()
  t.after(() => uploads.close())
  const begin = async (caller: string, bytes: number) => {
    const begun = await uploads.begin(caller, 'roster.csv', bytes)
    assert.ok(begun.type === 'begun')
    return begun.upload
  }
  const untilEmpty = async () => {
    while (list().length > 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return { uploads, begin, open, dir, list, timers, untilEmpty }
}

const bytes = (text: string) => Buffer.from(text)

test('pieces in order become the file, which only its owner can read and which is gone after its use', async (t) => {
  const { uploads, begin, dir, list } = openUploads(t)
  const id = await begin('window', 6)
  // Not awaited one by one: two at once do not mix either.
  const first = uploads.write('window', { id, fromByte: 0, piece: bytes('abc') })
  const second = uploads.write('window', { id, fromByte: 3, piece: bytes('def') })
  assert.deepEqual(
    [await first, await second],
    [
      { type: 'received', bytes: 3 },
      { type: 'received', bytes: 6 },
    ],
  )
  if (process.platform !== 'win32') {
    assert.equal(statSync(dir).mode & 0o777, 0o700)
    assert.equal(statSync(join(dir, list()[0] ?? '')).mode & 0o777, 0o600)
  }
  const used = await uploads.use('window', id, async ({ file, name }) => `${name}: ${readFileSync(file, 'utf8')}`)
  assert.deepEqual(used, { type: 'used', value: 'roster.csv: abcdef' })
  assert.deepEqual(list(), [])
  assertRefused(await uploads.use('window', id, async () => null))
})

test('another window can neither go on with a file, nor use it, nor give it up', async (t) => {
  const { uploads, begin, list } = openUploads(t)
  const id = await begin('window', 3)
  assertRefused(await uploads.write('other', { id, fromByte: 0, piece: bytes('abc') }))
  await uploads.cancel('other', id)
  uploads.leave('other')
  assert.equal(list().length, 1)
  await uploads.write('window', { id, fromByte: 0, piece: bytes('abc') })
  assertRefused(await uploads.use('other', id, async () => null))
  assert.equal((await uploads.use('window', id, async () => null)).type, 'used')
})

test('a piece that does not follow, one too many, and a file that is not whole are refused', async (t) => {
  const { uploads, begin } = openUploads(t)
  const id = await begin('window', 4)
  const write = async (fromByte: number, text: string) =>
    (await uploads.write('window', { id, fromByte, piece: bytes(text) })).type
  assert.equal(await write(1, 'b'), 'refused')
  assert.equal(await write(0, 'abcde'), 'refused')
  assert.equal(await write(0, 'ab'), 'received')
  assert.equal(await write(0, 'ab'), 'refused')
  assertRefused(await uploads.use('window', id, async () => null))
})

test('what is given up, left alone, or left by its window is removed; so is what a dead process left', async (t) => {
  const { uploads, begin, open, dir, list, timers, untilEmpty } = openUploads(t)
  await uploads.cancel('window', await begin('window', 3))
  assert.deepEqual(list(), [])
  await begin('window', 3)
  for (const run of [...timers]) run()
  await untilEmpty()
  await begin('window', 3)
  uploads.leave('window')
  await untilEmpty()
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'left'), 'somebody’s roster')
  open()
  assert.equal(existsSync(dir), false)
})

test('too large, empty and too many at once are refused before anything is written', async (t) => {
  const { uploads, begin, list } = openUploads(t)
  assertRefused(await uploads.begin('window', 'a', longestUploadBytes + 1))
  assertRefused(await uploads.begin('window', 'a', 0))
  for (let count = 0; count < 8; count += 1) await begin('window', 1)
  assertRefused(await uploads.begin('window', 'a', 1))
  assert.equal(list().length, 8)
})

test('a use that fails leaves nothing behind', async (t) => {
  const { uploads, begin, list } = openUploads(t)
  const id = await begin('window', 1)
  await uploads.write('window', { id, fromByte: 0, piece: bytes('a') })
  await assert.rejects(
    uploads.use('window', id, async () => {
      throw new Error('a bug')
    }),
  )
  assert.deepEqual(list(), [])
})

/** In words that have their like in the console's languages. */
function assertRefused(outcome: { type: string; message?: string }): void {
  assert.equal(outcome.type, 'refused')
  assert.ok(recognize(outcome.message ?? ''), outcome.message ?? outcome.type)
}
