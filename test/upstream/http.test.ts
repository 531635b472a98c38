import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { WireRequest } from '../../core/upstream/connector.ts'
import { createExchange, type Exchange, usualLimits } from '../../core/upstream/http.ts'

const wire: WireRequest = { method: 'POST', path: '/general/x', headers: { 'x-a': 'b' }, body: '{"secret":"s3"}' }

const quick = { ...usualLimits, connectMs: 500, headersMs: 300, bodyMs: 300, totalMs: 2000, answerBytes: 10_000 }

function exchangeFor(t: TestContext, limits = quick): Exchange {
  const exchange = createExchange(limits)
  t.after(exchange.close)
  return exchange
}

async function listen(t: TestContext, server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function serve(t: TestContext, handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  return listen(t, createServer(handle))
}

describe('sending', () => {
  it('gives status, headers and body of the answer, and carries a request id', async (t) => {
    const heard: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = []
    const url = await serve(t, async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      heard.push({ url: request.url, headers: request.headers, body })
      response.writeHead(404, { 'Retry-After': '7', 'X-Two': ['a', 'b'] }).end('NO')
    })
    const outcome = await exchangeFor(t).send(`${url}/base/`, wire)
    assert.ok(outcome.type === 'answered')
    assert.equal(outcome.answer.status, 404)
    assert.equal(outcome.answer.body, 'NO')
    assert.equal(outcome.answer.headers['retry-after'], '7')
    assert.equal(outcome.answer.headers['x-two'], 'a, b')
    const [first] = heard
    assert.deepEqual([first?.url, first?.body], ['/base/general/x', wire.body])
    assert.equal(first?.headers['x-request-id'], outcome.requestId)
    assert.equal(first?.headers['x-a'], 'b')
  })

  it('does not follow a redirect', async (t) => {
    let requests = 0
    const url = await serve(t, (_request, response) => {
      requests += 1
      response.writeHead(307, { Location: '/elsewhere' }).end()
    })
    const outcome = await exchangeFor(t).send(url, wire)
    assert.ok(outcome.type === 'answered')
    assert.equal(outcome.answer.status, 307)
    assert.equal(requests, 1)
  })

  it('knows that nothing was sent when there is no connection, no such name or no such URL', async (t) => {
    const url = await serve(t, () => {})
    const closed = createTcpServer()
    const closedUrl = await listen(t, closed)
    closed.close()
    await once(closed, 'close')
    for (const to of [closedUrl, 'http://foyer.invalid:7', 'http://127.0.0.1:0']) {
      const outcome = await exchangeFor(t).send(to, wire)
      assert.equal(outcome.type, 'not-sent', to)
    }
    assert.ok(url)
  })

  it('sends nothing while its client cannot be read, and reads it anew for the next', async (t) => {
    const url = await serve(t, (_request, response) => response.end('CLOCKED IN'))
    const { Agent, request } = await import('undici')
    let opened = 0
    const exchange = createExchange(quick, async () => {
      opened += 1
      if (opened === 1) throw new Error('EMFILE: too many open files')
      return { agent: new Agent(), request }
    })
    t.after(exchange.close)
    const first = await exchange.send(url, wire)
    assert.ok(first.type === 'not-sent')
    assert.match(first.why, /EMFILE/)
    assert.equal((await exchange.send(url, wire)).type, 'answered')
  })

  it('closes although its client could not be read', async () => {
    const exchange = createExchange(quick, () => Promise.reject(new Error('EMFILE: too many open files')))
    const [outcome] = await Promise.all([exchange.send('http://127.0.0.1:9', wire), exchange.close()])
    assert.equal(outcome.type, 'not-sent')
    await exchange.close()
  })

  it('knows that nothing was sent when the other side shows no certificate that is trusted', async (t) => {
    const url = await serve(t, () => {})
    const outcome = await exchangeFor(t).send(url.replace('http:', 'https:'), wire)
    assert.equal(outcome.type, 'not-sent')
  })

  it('does not know what became of a request whose connection broke', async (t) => {
    const url = await serve(t, (request) => {
      request.on('data', () => request.socket.destroy())
    })
    assert.equal((await exchangeFor(t).send(url, wire)).type, 'lost')
  })

  it('does not know what became of a request that got half an answer', async (t) => {
    const url = await serve(t, (_request, response) => {
      response.writeHead(200, { 'Content-Length': 1000 })
      response.write('CLOCKED IN', () => response.destroy())
    })
    assert.equal((await exchangeFor(t).send(url, wire)).type, 'lost')
  })

  it('waits neither for an answer that does not begin nor for one that stops or drips', async (t) => {
    const never = await serve(t, () => {})
    const stops = await serve(t, (_request, response) => {
      response.writeHead(200)
      response.write('CLOCKED')
    })
    const drips = await serve(t, (_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    })
    const exchange = exchangeFor(t, { ...quick, totalMs: 900 })
    for (const url of [never, stops, drips]) assert.equal((await exchange.send(url, wire)).type, 'lost', url)
  })

  it('does not read an answer without end', async (t) => {
    const url = await serve(t, (_request, response) => {
      response.writeHead(200)
      const pour = (): void => {
        while (response.write('x'.repeat(5000)));
        response.once('drain', pour)
      }
      pour()
    })
    assert.equal((await exchangeFor(t).send(url, wire)).type, 'lost')
  })

  it('does not take what is no HTTP for an answer', async (t) => {
    const url = await listen(
      t,
      createTcpServer((socket) => socket.on('data', () => socket.end('220 mail.example ESMTP\r\n'))),
    )
    assert.equal((await exchangeFor(t).send(url, wire)).type, 'lost')
  })

  it('says why without telling what was sent', async (t) => {
    const url = await serve(t, (request) => request.socket.destroy())
    const outcome = await exchangeFor(t).send(url, wire)
    assert.ok(outcome.type === 'lost')
    assert.notEqual(outcome.why, '')
    assert.equal(outcome.why.includes('s3'), false)
  })

  it('gives up a request under way when it is closed', async (t) => {
    let arrived: () => void = () => {}
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const url = await serve(t, () => arrived())
    const exchange = createExchange({ ...usualLimits })
    const sending = exchange.send(url, wire)
    await arrival
    await exchange.close()
    assert.equal((await sending).type, 'lost')
    assert.equal((await exchange.send(url, wire)).type, 'not-sent')
  })
})
