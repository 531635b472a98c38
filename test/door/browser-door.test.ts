import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type ClientOptions, WebSocket } from 'ws'
import { type BrowserDoorOptions, openBrowserDoor } from '../../core/door/browser-door.ts'
import { callRpc } from '../../core/door/call-rpc.ts'
import type { StationApi } from '../../core/door/serve-rpc.ts'
import { type Logged, testDoorContract } from '../contracts/door-contract.ts'
import { createFakeStation, deafLog } from '../fakes/fake-station.ts'

const screenToken = '5c'.repeat(16)
const ownerToken = '0e'.repeat(16)

const root = mkdtempSync(join(tmpdir(), 'foyer-door-'))
const screensDir = join(root, 'screens')
mkdirSync(join(screensDir, 'assets'), { recursive: true })
writeFileSync(join(screensDir, 'index.html'), '<!doctype html><title>page</title>')
writeFileSync(join(screensDir, 'assets/kiosk-abc.js'), 'export {}')
writeFileSync(join(screensDir, 'notes.txt'), 'not for browsers')
writeFileSync(join(root, 'secret.json'), '{"secret":true}')

const closings: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closings) await close()
  rmSync(root, { recursive: true, force: true })
})

async function open(api: StationApi = createFakeStation(), more: Partial<BrowserDoorOptions> = {}) {
  const logged: Logged[] = []
  const log = {
    warn: (fields: Record<string, unknown>, text: string) => logged.push({ level: 'warn', fields, text }),
    error: (fields: Record<string, unknown>, text: string) => logged.push({ level: 'error', fields, text }),
  }
  const door = await openBrowserDoor({ api, port: 0, screensDir, screenToken, ownerToken, log, ...more })
  assert.equal(door.type, 'open')
  if (door.type !== 'open') throw new Error('the door did not open')
  closings.push(door.close)
  return { ...door, logged }
}

function enter(port: number, token: string | null, options: ClientOptions = {}): WebSocket {
  const protocols = token === null ? ['foyer.1'] : ['foyer.1', `token.${token}`]
  return new WebSocket(`ws://127.0.0.1:${port}/`, protocols, { origin: `http://127.0.0.1:${port}`, ...options })
}

/** The status that the upgrade was refused with, or `open`. */
function outcomeOf(socket: WebSocket): Promise<number | 'open'> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve('open'))
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
      socket.terminate()
    })
    socket.on('error', (error) => {
      if (socket.readyState !== WebSocket.CLOSED && socket.readyState !== WebSocket.CLOSING) reject(error)
    })
  })
}

type Page = { status: number; headers: Record<string, unknown>; body: string }

/** `path` goes out as it is: `fetch` would tidy it. */
function get(port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Page> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (answer) => {
      let body = ''
      answer.on('data', (data) => {
        body += data
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

testDoorContract('browser door', async (api) => {
  const door = await open(api)
  const socket = enter(door.port, screenToken)
  assert.equal(await outcomeOf(socket), 'open')
  return {
    logged: door.logged,
    isTolerantOfLength: false,
    channel: {
      // A socket that the door has closed drops what is sent; the caller learns of the loss, as in `reachStation`.
      post: (text) => {
        if (socket.readyState !== WebSocket.OPEN) throw new Error('closed')
        socket.send(text)
      },
      listen: (listener) => {
        const hear = (data: Buffer) => listener(data.toString())
        socket.on('message', hear)
        return () => socket.off('message', hear)
      },
    },
    onEnd: (listener) => socket.on('close', listener),
    close: async () => socket.close(),
  }
})

test('a plain GET of the printed address answers with the page, without a redirect or a cookie', async () => {
  const door = await open()
  assert.equal(door.url, `http://127.0.0.1:${door.port}/#${screenToken}`)
  const page = await fetch(door.url, { redirect: 'error' })
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(page.headers.get('set-cookie'), null)
  assert.equal(page.headers.get('cache-control'), 'no-store')
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'self'; connect-src 'self' ws:/)
  assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /unsafe/)
  assert.match(page.headers.get('permissions-policy') ?? '', /^camera=\(\), microphone=\(\)/)
  assert.match(await page.text(), /<title>page/)
})

test('the page may use the camera where photos are taken, and the microphone never', async () => {
  const door = await open(createFakeStation(), { usesCamera: true })
  const page = await fetch(door.url)
  assert.match(page.headers.get('permissions-policy') ?? '', /^camera=\(self\), microphone=\(\)/)
})

test('only the built screens are served, each as what it is', async () => {
  const { port } = await open()
  const script = await get(port, '/assets/kiosk-abc.js')
  assert.equal(script.status, 200)
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8')
  assert.match(String(script.headers['cache-control']), /immutable/)
  for (const path of [
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '//etc/passwd',
    '/notes.txt',
    '/assets/',
    '/assets',
    '/__proto__',
  ]) {
    const answer = await get(port, path)
    assert.equal(answer.status, 404, path)
    assert.doesNotMatch(answer.body, /secret/)
  }
  assert.equal((await get(port, '/', { method: 'POST' })).status, 405)
  assert.deepEqual(await get(port, '/', { method: 'HEAD' }).then(({ status, body }) => ({ status, body })), {
    status: 200,
    body: '',
  })
})

test('a page under another name that leads here gets nothing', async () => {
  const { port } = await open()
  for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1:${port + 1}`, '127.0.0.1', `[::1]:${port}`]) {
    assert.equal((await get(port, '/', { host })).status, 421, host)
    assert.equal(await outcomeOf(enter(port, screenToken, { headers: { host } })), 421, host)
  }
  assert.equal((await get(port, '/', { host: `localhost:${port}` })).status, 200)
})

test('a caller needs a token of this station', async () => {
  const { port, logged } = await open()
  for (const token of [null, '', 'ff'.repeat(16), screenToken.slice(0, -1), `${screenToken}0`]) {
    assert.equal(await outcomeOf(enter(port, token)), 401, String(token))
  }
  assert.equal(await outcomeOf(enter(port, screenToken)), 'open')
  assert.doesNotMatch(JSON.stringify(logged), /ffff|5c5c/)
  assert.equal(logged.length, 1, 'a caller who tries and tries does not fill the log')
})

test('a page of somebody else is refused although it has the token', async () => {
  const { port } = await open()
  for (const origin of [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `http://127.0.0.1:${port}.evil.example`,
    'file://',
  ]) {
    assert.equal(await outcomeOf(enter(port, screenToken, { origin })), 403, origin)
    assert.equal(await outcomeOf(enter(port, ownerToken, { origin })), 403, origin)
  }
  assert.equal(await outcomeOf(enter(port, screenToken, { origin: `http://localhost:${port}` })), 'open')
})

test('without a page only the owner is let in', async () => {
  const { port } = await open()
  const noPage = (token: string) => new WebSocket(`ws://127.0.0.1:${port}/`, ['foyer.1', `token.${token}`])
  assert.equal(await outcomeOf(noPage(screenToken)), 403)
  const owner = noPage(ownerToken)
  assert.equal(await outcomeOf(owner), 'open')
  assert.equal(owner.protocol, 'foyer.1', 'the token is not said back')
})

test('the owner may call what a screen may not', async () => {
  const { port } = await open()
  const socket = enter(port, ownerToken)
  assert.equal(await outcomeOf(socket), 'open')
  const rpc = callRpc({
    post: (text) => socket.send(text),
    listen: (listener) => {
      socket.on('message', (data: Buffer) => listener(data.toString()))
      return () => {}
    },
  })
  assert.deepEqual(await rpc.call('syncOnce', {}), { type: 'synced', counts: {} })
})

test('a port that is taken is an outcome, not an accident', async () => {
  const { port } = await open()
  assert.deepEqual(
    await openBrowserDoor({ api: createFakeStation(), port, screensDir, screenToken, ownerToken, log: deafLog }),
    {
      type: 'port-busy',
      port,
    },
  )
})

test('a folder without screens is an outcome', async () => {
  const dir = join(root, 'none')
  assert.deepEqual(
    await openBrowserDoor({
      api: createFakeStation(),
      port: 0,
      screensDir: dir,
      screenToken,
      ownerToken,
      log: deafLog,
    }),
    { type: 'no-screens', dir },
  )
})

test('a caller that does not answer a ping is forgotten', async () => {
  const station = createFakeStation()
  const { port } = await open(station, { pingEveryMs: 20 })
  const silent = enter(port, screenToken, { autoPong: false })
  const lively = enter(port, screenToken)
  assert.deepEqual([await outcomeOf(silent), await outcomeOf(lively)], ['open', 'open'])
  await new Promise((resolve) => silent.once('close', resolve))
  assert.equal(lively.readyState, WebSocket.OPEN)
  while (station.listenerCount() !== 1) await new Promise((resolve) => setImmediate(resolve))
})

test('bytes that are no HTTP, and a caller that leaves in the middle, harm nobody', async () => {
  const { port } = await open()
  for (const bytes of [
    '\x16\x03\x01\x02\x00',
    'GET / HTTP/1.1\r\n\r\n',
    `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: websocket\r\nconnection: upgrade\r\n`,
    `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n`,
  ]) {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
      socket.on('error', reject)
      socket.on('data', () => {})
      socket.on('close', () => resolve())
    })
  }
  assert.equal((await get(port, '/')).status, 200)
})

test('closing lets every caller go and frees the port', async () => {
  const station = createFakeStation()
  const door = await open(station)
  const socket = enter(door.port, screenToken)
  assert.equal(await outcomeOf(socket), 'open')
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await door.close()
  await closed
  const again = await open(station, { port: door.port })
  assert.equal(again.port, door.port)
})

test('a page that hangs holds up the end for a second and no longer', { timeout: 60_000 }, async (t) => {
  const door = await open()
  const hanging = enter(door.port, screenToken)
  assert.equal(await outcomeOf(hanging), 'open')
  hanging.pause()
  // The clock of `ws` too, which would cut the page off by itself after half a minute.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const closed = door.close()
  t.mock.timers.tick(1000)
  await closed
  hanging.terminate()
})

test('callers with the token of a screen leave room: the page is served, the owner let in, and whoever leaves makes room', async () => {
  const door = await open()
  const screens = Array.from({ length: 40 }, () => enter(door.port, screenToken))
  const outcomes = await Promise.all(screens.map(outcomeOf))
  assert.equal(outcomes.filter((outcome) => outcome === 'open').length, 32)
  assert.equal(outcomes.filter((outcome) => outcome === 503).length, 8)
  const owners = Array.from({ length: 17 }, () => enter(door.port, ownerToken))
  assert.deepEqual((await Promise.all(owners.map(outcomeOf))).sort(), [503, ...Array(16).fill('open')].sort())
  assert.equal((await get(door.port, '/')).status, 200)
  assert.match(`${door.logged[0]?.fields.why}`, /too many callers with the token of the screen/)

  const leaving = screens.find(({ readyState }) => readyState === WebSocket.OPEN)
  const left = new Promise((resolve) => leaving?.once('close', resolve))
  leaving?.close()
  await left
  let outcome: number | 'open' = 503
  // The door hears of it a moment after whoever left.
  while (outcome === 503) outcome = await outcomeOf(enter(door.port, screenToken))
  assert.equal(outcome, 'open')
})
