import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { readAhead, readScreenFiles } from '../../core/door/screen-files.ts'

function makeScreens(t: { after: (undo: () => void) => void }): { dir: string; script: string } {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-screens-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const script = join(dir, 'kiosk.js')
  writeFileSync(join(dir, 'index.html'), '<!doctype html>')
  writeFileSync(script, 'old')
  return { dir, script }
}

test('screens that were read ahead are served as they were, whoever builds others', async (t) => {
  const { dir, script } = makeScreens(t)
  const files = readScreenFiles(dir, false)
  assert.ok(files)
  readAhead(files)
  for (let file = 0; file <= files.size; file += 1) await turn()
  writeFileSync(script, 'new')
  assert.equal(String(files.get('/kiosk.js')?.body()), 'old')
})

test('a screen that has gone before anybody asked for it is no error', (t) => {
  const { dir, script } = makeScreens(t)
  const file = readScreenFiles(dir, false)?.get('/kiosk.js')
  rmSync(script)
  assert.equal(file?.body(), null)
})
