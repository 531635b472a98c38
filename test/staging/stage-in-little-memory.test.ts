import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const script = fileURLToPath(new URL('stage-in-little-memory.ts', import.meta.url))

test('a hundred thousand records are staged, shown and approved in a heap that does not hold them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // What grows with a file are the keys that find a person or a card again, and the documented answer; not the records.
  const limit = '--max-old-space-size=88'
  const { stdout } = await promisify(execFile)(process.execPath, [limit, script, folder, '100000'])
  assert.deepEqual(JSON.parse(stdout), { people: 100_000, employees: 100_000 })
})
