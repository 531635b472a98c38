import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const dir = mkdtempSync(join(tmpdir(), 'foyer-stand-in-'))
const register = join(import.meta.dirname, 'stand-in', 'register.ts')
after(() => rmSync(dir, { recursive: true, force: true }))

/** The last words of a program that uses `electron` in a way that the stand-in does not know. */
function failureOf(program: string): string {
  const file = join(dir, 'program.mjs')
  writeFileSync(file, program)
  const { status, stderr } = spawnSync(process.execPath, ['--import', register, file, `--user-data-dir=${dir}`], {
    encoding: 'utf8',
  })
  assert.notEqual(status, 0, 'it was taken in silence')
  return stderr
}

test('the stand-in refuses by name whatever it does not cover', () => {
  assert.match(failureOf(`import { dialog } from 'electron'`), /does not provide an export named 'dialog'/)
  assert.match(failureOf(`import { app } from 'electron'; app.dock.hide()`), /does not cover app\.dock/)
  assert.match(
    failureOf(`import { app } from 'electron'; app.on('certificate-error', () => {})`),
    /does not cover app\.on\('certificate-error'\)/,
  )
  assert.match(
    failureOf(`import { BrowserWindow } from 'electron'; new BrowserWindow({ transparent: true })`),
    /does not cover BrowserWindow options\.transparent/,
  )
  assert.match(
    failureOf(`import { BrowserWindow } from 'electron'; new BrowserWindow({ webPreferences: { sandbox: false } })`),
    /covers only a sandboxed and isolated page/,
  )
  assert.match(
    failureOf(`import { session } from 'electron'; session.fromPartition('x')`),
    /does not cover session\.fromPartition/,
  )
  assert.match(
    failureOf(`import { MessageChannelMain } from 'electron'; new MessageChannelMain().port1.start()`),
    /does not cover MessagePortMain\.start/,
  )
})

test('what Electron forbids is forbidden: a scheme after the start, a handler before it', () => {
  assert.match(
    failureOf(`import { app, protocol } from 'electron'
      await app.whenReady(); protocol.registerSchemesAsPrivileged([])`),
    /should be called before app is ready/,
  )
  assert.match(
    failureOf(`import { protocol } from 'electron'; protocol.handle('app', () => new Response())`),
    /only be used after app is ready/,
  )
})
