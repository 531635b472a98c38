import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { allowCamera } from '../../electron/allow-camera.ts'
import { findBrowser } from '../../electron/find-browser.ts'
import { openKioskBrowser } from '../../electron/kiosk-browser.ts'

const url = 'http://127.0.0.1:7310/#token'

function openProfile(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-camera-'))
  t.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  const file = join(dir, 'Default', 'Preferences')
  return {
    dir,
    file,
    read: () => JSON.parse(readFileSync(file, 'utf8')),
    write: (text: string) => {
      mkdirSync(join(dir, 'Default'), { recursive: true })
      writeFileSync(file, text)
    },
  }
}

test('the page’s origin alone may use the camera, and every other preference stays', (t) => {
  const { dir, read, write } = openProfile(t)
  const others = { media_stream_camera: { 'http://127.0.0.1:1,*': { setting: 1 } }, sound: { 'x,*': { setting: 2 } } }
  write(JSON.stringify({ browser: { kept: 1 }, profile: { name: 'kept', content_settings: { exceptions: others } } }))
  allowCamera(dir, url, true)
  const allowed = {
    media_stream_camera: { 'http://127.0.0.1:7310,*': { setting: 1 } },
    sound: { 'x,*': { setting: 2 } },
  }
  assert.deepEqual(read(), {
    browser: { kept: 1 },
    profile: { name: 'kept', content_settings: { exceptions: allowed } },
  })
  allowCamera(dir, url, false)
  assert.deepEqual(read().profile.content_settings.exceptions.media_stream_camera, {}, 'taken back')
})

test('a new profile is begun, one that is broken begun anew, and none is made for nothing', (t) => {
  const { dir, file, read, write } = openProfile(t)
  allowCamera(dir, url, false)
  assert.equal(existsSync(file), false)
  for (const broken of ['', '[]', 'null', '{"profile":3}']) {
    write(broken)
    allowCamera(dir, url, true)
    assert.deepEqual(Object.keys(read().profile.content_settings.exceptions.media_stream_camera), [
      'http://127.0.0.1:7310,*',
    ])
  }
})

/** Asks for each kind once, and tells what came of it. */
const page = `<title>Foyer</title><script type="module">
  const ask = (wanted) => navigator.mediaDevices.getUserMedia(wanted).then((stream) => stream.getTracks().length, (error) => error.name)
  const said = [await ask({ video: true }), await ask({ audio: true }), await ask({ video: true, audio: true })]
  await fetch('/said', { method: 'POST', body: JSON.stringify(said) })
</script>`

for (const usesCamera of [true, false]) {
  const what = usesCamera ? 'has the camera without a question, and no microphone' : 'has no camera'
  test(`in an installed browser the page ${what}`, { skip: findBrowser() === null && 'no browser' }, async (t) => {
    const { dir } = openProfile(t)
    const said = Promise.withResolvers<unknown>()
    const server = createServer((request, response) => {
      if (request.url !== '/said') return void response.setHeader('content-type', 'text/html').end(page)
      request.on('data', (body) => said.resolve(JSON.parse(String(body))))
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const opened = await openKioskBrowser({
      browser: String(findBrowser()),
      url: `http://127.0.0.1:${port}/`,
      profileDir: dir,
      usesCamera,
      switches: ['--headless', '--disable-gpu', '--use-fake-device-for-media-stream'],
    })
    try {
      assert.equal(opened.type, 'opened')
      const no = 'NotAllowedError'
      assert.deepEqual(await said.promise, usesCamera ? [1, no, no] : [no, no, no])
    } finally {
      if (opened.type === 'opened') {
        opened.close()
        await opened.ended
      }
      server.closeAllConnections()
      server.close()
    }
  })
}
