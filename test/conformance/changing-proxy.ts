/** A central service that is wrong in one thing: all goes through to a right one, and one change is made on the way. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { Agent, request } from 'undici'

export type Passing = { method: string; path: string; headers: Record<string, string>; body: string }
export type Passed = { status: number; headers: Record<string, string>; body: string }

export type Change = {
  /** Changes what is asked, in place. */
  ask?: (asked: Passing) => void
  /** Changes what is answered, in place. */
  answer?: (answered: Passed, asked: Passing) => void
}

/** Its address; closed after the test. */
export async function openProxy(t: TestContext, target: string, change: Change): Promise<string> {
  const agent = new Agent({ connections: 4 })
  const server = createServer((incoming, outgoing) => {
    passOn(incoming).then(
      ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
      () => outgoing.destroy(),
    )
  })

  async function passOn(incoming: IncomingMessage): Promise<Passed> {
    const asked: Passing = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: flatten(incoming.headers),
      body: await readText(incoming),
    }
    change.ask?.(asked)
    const { method, path, headers, body } = asked
    const given = await request(target + path, {
      dispatcher: agent,
      method,
      headers: without(headers, ['host', 'connection', 'content-length', 'transfer-encoding']),
      body: body === '' ? null : body,
    })
    const answered: Passed = {
      status: given.statusCode,
      headers: without(flatten(given.headers), ['connection', 'keep-alive', 'content-length', 'transfer-encoding']),
      body: await given.body.text(),
    }
    change.answer?.(answered, asked)
    return answered
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await agent.destroy()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no address')
  return `http://127.0.0.1:${address.port}`
}

/** A service that says the same to everything. */
export async function openParrot(t: TestContext, answer: Passed): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.writeHead(answer.status, answer.headers).end(answer.body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the service has no address')
  return `http://127.0.0.1:${address.port}`
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

function without(headers: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}
