/** A service that answers with all that it was sent, as a page for finding faults does, and everything that the station keeps of it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { unzipSync } from 'fflate'
import { makeProfile, repeatEvery } from '../schedule/make-profile.ts'
import { makeStaffedStation, runFoyer, startFoyer, typed, writeBeside } from './run-foyer.ts'

const env = {
  FOYER_CLOCK_KEY: 'S3cr3t"of\\the/clock',
  FOYER_PRESENCE_TOKEN: 'Bearer S3cr3t.of.presence',
  FOYER_PASSWORD: 'S3cr3t&of<the login',
  FOYER_PULL_TOKEN: 'S3cr3t-of-pulling',
}
const session = 'S3cr3t.of.a.session'
const hash = createHash('md5').update(env.FOYER_PASSWORD).digest('hex')
/** In every secret however it is escaped; in base64 it looks otherwise at each of three places. */
const pieces = [
  ...['S3cr3t', hash, session],
  ...['', '-', '--'].map((before) => Buffer.from(`${before}S3cr3t`).toString('base64').slice(3, 8)),
]

test('no file, message, status or archive has a secret that a service says again', async (test) => {
  const url = await startEcho(test)
  const dir = await makeStaffedStation(test, {
    upstreams: {
      clock: { url, communityId: 'c', key: 'env:FOYER_CLOCK_KEY' },
      presence: { url, token: 'env:FOYER_PRESENCE_TOKEN', matchBy: 'employeeID' },
      timeProfiles: { url, username: 'door', password: 'env:FOYER_PASSWORD' },
    },
    pull: { url, token: 'env:FOYER_PULL_TOKEN', everySeconds: 5 },
  })
  const foyer = (...args: string[]) => runFoyer([...args, '--data', dir], { env })
  const item = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
  const profiles = writeBeside(dir, 'profiles.json', JSON.stringify({ list_items: [item] }))
  assert.equal((await foyer('profile', 'put', profiles)).code, 0)
  const taps = ['0000000101\n', '0000000102\n'].map((text, index) => typed(`02T08:0${index}:00`, text)).join('\n')
  assert.equal((await runFoyer(['replay', '-', '--data', dir], { input: taps, env })).code, 0)

  const said: [string, string][] = []
  const hear = async (...args: string[]) => {
    const { stdout, stderr } = await foyer(...args)
    said.push([args.join(' '), stdout + stderr])
  }
  for (let turn = 0; turn < 4; turn += 1) await hear('sync', '--once')
  await hear('pull', '--once')
  for (const args of [['status'], ['outbox', 'list'], ['outbox', 'list', '--state', 'refused']]) await hear(...args)
  const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'], { env })
  await station.hear(/redirect to/)
  await station.hear(/\[secret\]/)
  await hear('status')
  const archives = [join(dir, '..', 'running.zip'), join(dir, '..', 'stopped.zip')]
  await hear('diagnostics', archives[0] ?? '')
  const { stdout, stderr } = await station.stop()
  said.push(['start', stdout + stderr])
  await hear('diagnostics', archives[1] ?? '')

  assert.match(said[0]?.[1] ?? '', /\[secret\]/, 'the service said them again')
  for (const [where, text] of said) assertNone(text, where)
  for (const file of listFiles(dir)) assertNone(readFileSync(file, 'latin1'), file)
  for (const archive of archives) {
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(archive)))) {
      assertNone(Buffer.from(bytes).toString('latin1'), `${archive}: ${name}`)
    }
  }
})

function assertNone(text: string, where: string): void {
  for (const piece of pieces) {
    const at = text.indexOf(piece)
    assert.equal(at, -1, `${piece} in ${where}: ${text.slice(Math.max(0, at - 80), at + 80)}`)
  }
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile())
}

/** Each answer has another form and another status; a login gets its token, and whoever pulls is sent elsewhere. */
async function startEcho(test: TestContext): Promise<string> {
  const forms: ((text: string) => string)[] = [
    (text) => text,
    (text) => JSON.stringify({ error: text, message: text }),
    encodeURIComponent,
    (text) => Buffer.from(text).toString('base64'),
  ]
  let asked = 0
  const server = createServer(async (request, reply) => {
    const url = request.url ?? ''
    const body = await readBody(request)
    asked += 1
    const { authorization = '' } = request.headers
    if (url.includes('/login')) {
      reply.end(JSON.stringify({ token: session }))
    } else if (url.includes('/foyer/v1/')) {
      reply.writeHead(302, { location: `http://${authorization.replace('Bearer ', '')}.example/` }).end()
    } else {
      const echo = forms[asked % forms.length]?.(`${request.method} ${url} ${authorization} ${body}`) ?? ''
      reply
        .writeHead([500, 400, 403, 200][Math.floor(asked / 2) % 4] ?? 500, { 'content-type': 'text/plain' })
        .end(echo)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  test.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request.setEncoding('utf8')) body += piece
  return body
}
