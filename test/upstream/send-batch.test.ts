import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type {
  AttemptOutcome,
  BatchOutcome,
  Connector,
  SendRow,
  Settlement,
  WireAnswer,
  WireRequest,
} from '../../core/upstream/connector.ts'
import type { SendOutcome } from '../../core/upstream/http.ts'
import { createPace } from '../../core/upstream/pace.ts'
import type { SendReport } from '../../core/upstream/post-wire.ts'
import { createSender } from '../../core/upstream/send-batch.ts'

/** A connector as small as can be: a fact is a word, a request is the words, an answer is one word per row. */
function wordConnector(more: Partial<Connector<string>> = {}): Connector<string> {
  const read = (word: string | undefined): AttemptOutcome => {
    if (word === 'yes') return { type: 'delivered', answer: 'yes' }
    if (word === 'no') return { type: 'refused', reason: 'said no', answer: 'no' }
    if (word === 'later') return { type: 'retry', why: 'later' }
    if (word === 'opposite') {
      return { type: 'correct', why: 'opposite', request: request('fix'), decode: ({ body }) => read(body) }
    }
    return { type: 'unknown', why: `what is ${word}?` }
  }
  return {
    upstream: 'cards',
    baseUrl: 'http://there',
    secrets: [],
    limits: { rows: 10, bytes: 1000 },
    perSecond: null,
    login: null,
    refuseUnsent: (row) => (row.fact === 'stale' ? { reason: 'too old' } : null),
    encode: (rows, { token }) => ({ ...request(rows.map((row) => row.fact).join(',')), headers: { token } }),
    decode: ({ status, body }, rows): BatchOutcome => {
      if (status === 401) return { type: 'log-in', why: 'who are you?' }
      if (status === 400) return { type: 'halve', reason: 'refused whole', answer: body }
      if (status === 503) return { type: 'hold', cause: 'busy', why: 'busy' }
      if (status === 500) return { type: 'hold', cause: 'lost', why: 'broken' }
      if (status === 202) {
        return { type: 'then', request: request('process'), decode: (answer) => wordConnector().decode(answer, rows) }
      }
      const words = body.split(',')
      return { type: 'each', outcomes: rows.map((_row, index) => read(words[index])) }
    },
    settle: (row): Settlement => {
      if (row.fact === 'safe') return { type: 'send-again' }
      return {
        type: 'read-back',
        request: request(`ask ${row.fact}`),
        decode: ({ body }) =>
          body === 'absent'
            ? { type: 'send', request: request(row.fact), decode: (said) => read(said.body) }
            : read(body),
      }
    },
    describe: (row) => row.fact,
    ...more,
  }
}

function request(body: string): WireRequest {
  return { method: 'POST', path: '/words', headers: {}, body }
}

function row(rowId: number, fact: string, isUnknown = false): SendRow<string> {
  return { rowId, key: `k${rowId}`, enqueuedAtMs: 0, isUnknown, fact }
}

type Said = WireAnswer | 'lost' | 'not-sent'

function says(body: string, status = 200, headers: Record<string, string> = {}): WireAnswer {
  return { status, headers, body }
}

type Talk = {
  sent: WireRequest[]
  reports: SendReport[]
  slept: number[]
  begin: () => void
  send: ReturnType<typeof createSender<string>>['send']
}

function talk(connector: Connector<string>, reply: (wire: WireRequest, turn: number) => Said): Talk {
  const sent: WireRequest[] = []
  const reports: SendReport[] = []
  const slept: number[] = []
  let nowMs = 0
  const sender = createSender(connector, {
    now: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms)
      nowMs += ms
    },
    report: (entry) => reports.push(entry),
    exchange: {
      send: async (_baseUrl, wire): Promise<SendOutcome> => {
        sent.push(wire)
        const said = reply(wire, sent.length)
        const requestId = `r${sent.length}`
        return typeof said === 'string'
          ? { type: said, why: said, requestId }
          : { type: 'answered', answer: said, requestId }
      },
    },
  })
  return { sent, reports, slept, begin: sender.begin, send: sender.send }
}

async function typesOf(talking: Talk, rows: SendRow<string>[]): Promise<Record<number, string>> {
  const { resultsByRow } = await talking.send(rows)
  assert.equal(resultsByRow.size, rows.length)
  return Object.fromEntries([...resultsByRow].map(([rowId, { type }]) => [rowId, type]))
}

const bodies = (talking: Talk): (string | null)[] => talking.sent.map(({ body }) => body)

describe('sending a batch', () => {
  it('gives each row its own outcome', async () => {
    const talking = talk(wordConnector(), () => says('yes,no,later,huh'))
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b'), row(3, 'c'), row(4, 'd')]), {
      1: 'delivered',
      2: 'refused',
      3: 'retry',
      4: 'unknown',
    })
    assert.deepEqual(bodies(talking), ['a,b,c,d'])
  })

  it('reports an answer that does not fit, with its row in doubt', async () => {
    const talking = talk(wordConnector(), () => says('yes'))
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b')]), { 1: 'delivered', 2: 'unknown' })
    assert.ok(talking.reports.some(({ message, level }) => level === 'warn' && message.includes('what is undefined?')))
  })

  it('refuses unsent what could only be recorded wrongly', async () => {
    const talking = talk(wordConnector(), () => says('yes'))
    assert.deepEqual(await typesOf(talking, [row(1, 'stale'), row(2, 'b')]), { 1: 'refused', 2: 'delivered' })
    assert.deepEqual(bodies(talking), ['b'])
  })

  it('puts an opposite answer right at once', async () => {
    const talking = talk(wordConnector(), (wire) => says(wire.body === 'fix' ? 'yes' : 'opposite,yes'))
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b')]), { 1: 'delivered', 2: 'delivered' })
    assert.deepEqual(bodies(talking), ['a,b', 'fix'])
  })

  it('leaves in doubt a row whose correction was not answered, even where it never left', async () => {
    for (const failure of ['lost', 'not-sent'] as const) {
      const talking = talk(wordConnector(), (wire) => (wire.body === 'fix' ? failure : says('opposite,yes')))
      assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b')]), { 1: 'unknown', 2: 'delivered' })
    }
  })

  it('does not correct without end', async () => {
    const talking = talk(wordConnector(), () => says('opposite'))
    assert.deepEqual(await typesOf(talking, [row(1, 'a')]), { 1: 'unknown' })
    assert.ok(talking.sent.length < 20)
  })

  it('holds all rows back when nothing was sent, and leaves them in doubt when an answer was lost', async () => {
    for (const [said, type, cause] of [
      ['not-sent', 'retry', 'unreachable'],
      ['lost', 'unknown', 'lost'],
      [says('', 503), 'retry', 'busy'],
      [says('', 500), 'unknown', 'lost'],
    ] as const) {
      const { resultsByRow, trouble } = await talk(wordConnector(), () => said).send([row(1, 'a'), row(2, 'b')])
      assert.deepEqual(
        [...resultsByRow.values()].map((result) => result.type),
        [type, type],
      )
      assert.equal(trouble?.cause, cause)
    }
  })

  it('hands on what Retry-After says', async () => {
    const talking = talk(wordConnector(), () => says('', 503, { 'retry-after': '17' }))
    assert.equal((await talking.send([row(1, 'a')])).trouble?.retryAfter, '17')
  })

  it('finds the one row for which a batch is refused whole, and delivers the others', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => row(index, index === 4 ? 'bad' : `w${index}`))
    const talking = talk(wordConnector(), ({ body }) =>
      body?.includes('bad') ? says('REFUSED', 400) : says('yes,'.repeat(9)),
    )
    const { resultsByRow, trouble } = await talking.send(rows)
    assert.equal(trouble, null)
    for (const [rowId, result] of resultsByRow) {
      if (rowId !== 4) assert.equal(result.type, 'delivered')
      else assert.deepEqual(result, { type: 'refused', reason: 'refused whole', answer: 'REFUSED' })
    }
    assert.ok(talking.sent.length <= 9)
  })

  it('sends rows that the connector takes apart in requests of their own, and none after trouble', async () => {
    const isLong = ({ fact }: SendRow<string>): boolean => fact.length > 1
    const connector = wordConnector({
      split: (rows) => [rows.filter((each) => !isLong(each)), rows.filter(isLong)],
    })
    const rows = [row(1, 'aa'), row(2, 'b'), row(3, 'cc'), row(4, 'd')]
    const talking = talk(connector, () => says('yes,yes'))
    const all = { 1: 'delivered', 2: 'delivered', 3: 'delivered', 4: 'delivered' }
    assert.deepEqual(await typesOf(talking, rows), all)
    assert.deepEqual(bodies(talking), ['b,d', 'aa,cc'])
    const lost = talk(connector, () => 'lost')
    assert.deepEqual(await typesOf(lost, rows), { 1: 'retry', 2: 'unknown', 3: 'retry', 4: 'unknown' })
    const long = talk(connector, () => says('yes'))
    assert.deepEqual(await typesOf(long, [row(1, 'aa')]), { 1: 'delivered' })
    assert.deepEqual(bodies(long), ['aa'])
  })

  it('does not leave rows in doubt that were never sent because the other half was lost', async () => {
    const talking = talk(wordConnector(), (_wire, turn) => (turn === 1 ? says('', 400) : 'lost'))
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b')]), { 1: 'unknown', 2: 'retry' })
    assert.equal(talking.sent.length, 2)
  })

  it('settles the rows that an answer names and sends the others again without them', async () => {
    const namesBad = wordConnector({
      decode: (answer, rows) => {
        const isBad = rows.map(({ fact }) => fact === 'bad')
        if (!isBad.includes(true)) return wordConnector().decode(answer, rows)
        const refused: AttemptOutcome = { type: 'refused', reason: 'bad', answer: 'bad' }
        return { type: 'without', outcomes: isBad.map((bad) => (bad ? refused : null)) }
      },
    })
    const rows = [row(1, 'a'), row(2, 'bad'), row(3, 'c'), row(4, 'bad')]
    const talking = talk(namesBad, () => says('yes,yes'))
    assert.deepEqual(await typesOf(talking, rows), { 1: 'delivered', 2: 'refused', 3: 'delivered', 4: 'refused' })
    assert.deepEqual(bodies(talking), ['a,bad,c,bad', 'a,c'])
    const lost = talk(namesBad, (_wire, turn) => (turn === 1 ? says('') : 'lost'))
    assert.deepEqual(await typesOf(lost, rows), { 1: 'unknown', 2: 'refused', 3: 'unknown', 4: 'refused' })
    const allBad = talk(namesBad, () => says(''))
    assert.deepEqual(await typesOf(allBad, [row(1, 'bad')]), { 1: 'refused' })
    assert.equal(allBad.sent.length, 1)
  })

  it('does not send the same again and again where an answer names nothing', async () => {
    const connector = wordConnector({
      decode: (_answer, rows) => ({ type: 'without', outcomes: rows.map(() => null) }),
    })
    const talking = talk(connector, () => says(''))
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'b')]), { 1: 'unknown', 2: 'unknown' })
    assert.equal(talking.sent.length, 1)
  })

  it('keeps every request within the bytes that the other side takes', async () => {
    const talking = talk(wordConnector({ limits: { rows: 10, bytes: 30 } }), () => says('yes,yes,yes,yes'))
    const rows = [1, 2, 3, 4, 5].map((rowId) => row(rowId, 'ten bytes!'))
    await typesOf(talking, rows)
    assert.deepEqual(
      talking.sent.map(({ body }) => (body ?? '').length <= 30),
      talking.sent.map(() => true),
    )
    assert.equal(bodies(talking).join(',').split(',').length, 5)
  })

  it('sends further requests of one batch, and leaves all in doubt if they do not come to an end', async () => {
    const staged = talk(wordConnector(), (_wire, turn) => (turn === 1 ? says('', 202) : says('yes,no')))
    assert.deepEqual(await typesOf(staged, [row(1, 'a'), row(2, 'b')]), { 1: 'delivered', 2: 'refused' })
    assert.deepEqual(bodies(staged), ['a,b', 'process'])
    const broken = talk(wordConnector(), (_wire, turn) => (turn === 1 ? says('', 202) : 'not-sent'))
    assert.deepEqual(await typesOf(broken, [row(1, 'a')]), { 1: 'unknown' })
    const endless = talk(wordConnector(), () => says('', 202))
    assert.deepEqual(await typesOf(endless, [row(1, 'a')]), { 1: 'unknown' })
  })
})

describe('settling rows in doubt', () => {
  it('asks before anything else is said about them, and sends only what is absent', async () => {
    const talking = talk(wordConnector(), ({ body }) => {
      if (body === 'ask done') return says('yes')
      if (body === 'ask undone') return says('absent')
      return says(body === 'undone' ? 'yes' : 'yes,yes')
    })
    const rows = [row(1, 'done', true), row(2, 'undone', true), row(3, 'safe', true), row(4, 'new')]
    assert.deepEqual(await typesOf(talking, rows), { 1: 'delivered', 2: 'delivered', 3: 'delivered', 4: 'delivered' })
    assert.deepEqual(bodies(talking), ['ask done', 'ask undone', 'undone', 'safe,new'])
  })

  it('refuses what turns out to be absent and too old to be sent now', async () => {
    const talking = talk(wordConnector(), () => says('absent'))
    const { resultsByRow } = await talking.send([row(1, 'stale', true)])
    assert.deepEqual(resultsByRow.get(1), { type: 'refused', reason: 'too old', answer: null })
    assert.deepEqual(bodies(talking), ['ask stale'])
  })

  it('sends nothing more once the other side cannot be reached', async () => {
    for (const failure of ['lost', 'not-sent'] as const) {
      const talking = talk(wordConnector(), () => failure)
      const types = await typesOf(talking, [row(1, 'a', true), row(2, 'b', true), row(3, 'c')])
      assert.equal(types[3], 'retry', 'never sent, so not in doubt')
      assert.equal(talking.sent.length, 1)
    }
  })
})

describe('logging in', () => {
  const login: Connector<string>['login'] = {
    request: () => request('login'),
    decode: ({ status, body }) =>
      status === 200
        ? { type: 'token', token: body, goodForMs: 1000 }
        : { type: 'hold', cause: 'configuration', why: 'wrong password' },
  }

  it('asks for a token once, and uses it as long as it is good', async () => {
    const talking = talk(wordConnector({ login }), ({ body }, turn) => says(body === 'login' ? `t${turn}` : 'yes'))
    await typesOf(talking, [row(1, 'a')])
    await typesOf(talking, [row(2, 'b')])
    assert.deepEqual(bodies(talking), ['login', 'a', 'b'])
    assert.deepEqual(talking.sent[2]?.headers, { token: 't1' })
  })

  it('logs in once more when the token is refused, then sends again', async () => {
    const talking = talk(wordConnector({ login }), ({ body, headers }, turn) => {
      if (body === 'login') return says(`t${turn}`)
      return headers.token === 't3' ? says('yes') : says('', 401)
    })
    assert.deepEqual(await typesOf(talking, [row(1, 'a')]), { 1: 'delivered' })
    assert.deepEqual(bodies(talking), ['login', 'a', 'login', 'a'])
  })

  it('holds all rows back when logging in is of no use', async () => {
    const refused = talk(wordConnector({ login }), () => says('', 403))
    const { trouble, resultsByRow } = await refused.send([row(1, 'a')])
    assert.equal(trouble?.cause, 'configuration')
    assert.equal(resultsByRow.get(1)?.type, 'retry')
    const useless = talk(wordConnector({ login }), ({ body }) => (body === 'login' ? says('t') : says('', 401)))
    assert.equal((await useless.send([row(1, 'a')])).trouble?.cause, 'configuration')
    assert.equal(useless.sent.length, 4)
  })
})

describe('the pace', () => {
  it('keeps requests apart as the other side bears them', async () => {
    const talking = talk(wordConnector({ perSecond: 2, limits: { rows: 1, bytes: 1 } }), () => says('yes'))
    await talking.send([row(1, 'a')])
    await talking.send([row(2, 'b')])
    await talking.send([row(3, 'c')])
    assert.deepEqual(talking.slept, [500, 500])
  })

  it('never lets more through than its rate, and never waits longer than one gap, however the clock runs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 50 }), (steps) => {
        const pace = createPace(1)
        let nowMs = 1_000_000
        let lastMs: number | null = null
        for (const step of steps) {
          nowMs += step
          const waitMs = pace.takeTurn(nowMs)
          assert.ok(waitMs >= 0 && waitMs <= 1000)
          nowMs += waitMs
          if (lastMs !== null && step >= 0) assert.ok(nowMs - lastMs >= 1000)
          lastMs = nowMs
        }
      }),
    )
  })
})

describe('an answer in words that nobody documents', () => {
  /** Refuses whole, in no words that are known, whatever holds one of `bad`. */
  const proxied = (bad: (word: string) => boolean): Talk =>
    talk(
      wordConnector({
        decode: ({ status, body }, rows) => {
          if (status === 400) return { type: 'halve', reason: 'a page', answer: body, isUndocumented: true }
          return { type: 'each', outcomes: rows.map(() => ({ type: 'delivered', answer: 'yes' })) }
        },
      }),
      ({ body }) => ((body ?? '').split(',').some(bad) ? says('<html>', 400) : says('yes')),
    )

  it('refuses nobody where everybody gets it, asks only a few, and is for an operator to see', async () => {
    const talking = proxied(() => true)
    for (let pass = 0; pass < 5; pass += 1) {
      const before = talking.sent.length
      talking.begin()
      const rows = Array.from({ length: 10 }, (_, index) => ({ ...row(index, `w${index}`), wasSent: pass > 0 }))
      const { resultsByRow, trouble } = await talking.send(rows)
      assert.deepEqual(new Set([...resultsByRow.values()].map(({ type }) => type)), new Set(['retry']))
      assert.equal(trouble?.cause, 'configuration')
      assert.match(trouble?.why ?? '', /nobody documents: a page/)
      assert.ok(talking.sent.length - before <= 12)
    }
  })

  it('refuses a row that gets it twice while its neighbours are answered properly', async () => {
    const talking = proxied((word) => word === 'bad')
    talking.begin()
    assert.deepEqual(await typesOf(talking, [row(1, 'a'), row(2, 'bad'), row(3, 'c')]), {
      1: 'delivered',
      2: 'retry',
      3: 'delivered',
    })
    talking.begin()
    assert.deepEqual(await typesOf(talking, [{ ...row(2, 'bad'), wasSent: true }]), { 2: 'refused' })
  })

  it('refuses it too where it was sent by a station that has started anew since', async () => {
    const talking = proxied((word) => word === 'bad')
    talking.begin()
    await talking.send([row(1, 'a')])
    assert.deepEqual(await typesOf(talking, [{ ...row(2, 'bad'), wasSent: true }]), { 2: 'refused' })
  })

  it('refuses nobody whose proxy begins to give it in the middle', async () => {
    let isBroken = false
    const talking = proxied(() => isBroken)
    talking.begin()
    await talking.send([row(1, 'a')])
    isBroken = true
    for (let pass = 0; pass < 3; pass += 1) {
      talking.begin()
      assert.deepEqual(await typesOf(talking, [{ ...row(2, 'b'), wasSent: pass > 0 }]), { 2: 'retry' })
    }
  })
})

describe('what a service says', () => {
  const secrets = ['K3ySecret', 'yes']
  const quoting = (more: Partial<Connector<string>> = {}) =>
    wordConnector({
      secrets,
      decode: ({ status, body }, rows) => {
        if (status === 503) return { type: 'hold', cause: 'busy', why: `status 503: ${body}` }
        const outcomes: Record<string, AttemptOutcome> = {
          yes: { type: 'delivered', answer: `taken K3ySecret`, correction: 'K3ySecret again' },
          no: { type: 'refused', reason: `refused K3ySecret`, answer: 'K3ySecret' },
          what: { type: 'unknown', why: 'what is K3ySecret?' },
        }
        const words = body.split(',')
        return {
          type: 'each',
          outcomes: rows.map((_row, index) => outcomes[words[index] ?? ''] ?? { type: 'retry', why: body }),
        }
      },
      ...more,
    })

  it('is read as it is, and kept without the secrets that it was sent', async () => {
    const talking = talk(quoting(), () => says('yes,no,what,K3ySecret'))
    const { resultsByRow } = await talking.send([1, 2, 3, 4].map((id) => row(id, 'a')))
    assert.deepEqual(
      [...resultsByRow.values()],
      [
        { type: 'delivered', answer: 'taken [secret]', correction: '[secret] again' },
        { type: 'refused', reason: 'refused [secret]', answer: '[secret]' },
        { type: 'unknown', why: 'what is [secret]?' },
        // `yes` has three letters, and stands by itself.
        { type: 'retry', why: '[secret],no,what,[secret]' },
      ],
    )
    assert.ok(!JSON.stringify(talking.reports).includes('K3ySecret'))
  })

  it('holds a batch up in words without secrets, also where nothing was answered', async () => {
    const busy = await talk(quoting(), () => says('try K3ySecret later', 503)).send([row(1, 'a')])
    assert.equal(busy.trouble?.why, 'status 503: try [secret] later')
    assert.deepEqual(busy.resultsByRow.get(1), { type: 'retry', why: busy.trouble?.why, isUntouched: true })
  })

  it('is kept without the token of a login, from the first answer to it on, and without the one before', async () => {
    let logins = 0
    const login: Connector<string>['login'] = {
      request: () => request('log in'),
      decode: ({ body }) => ({ type: 'token', token: body, goodForMs: 1 }),
    }
    const talking = talk(quoting({ login, perSecond: 1 }), (wire) => {
      if (wire.body === 'log in') {
        logins += 1
        return says(`t0ken-${logins}`)
      }
      return says(`bad token: t0ken-${logins} or t0ken-1`)
    })
    for (let turn = 1; turn <= 3; turn += 1) {
      const { resultsByRow } = await talking.send([row(turn, 'a')])
      assert.deepEqual(resultsByRow.get(turn), { type: 'retry', why: 'bad token: [secret] or [secret]' })
    }
    assert.equal(logins, 3)
  })

  it('is not kept without end', async () => {
    const talking = talk(quoting(), () => says('word '.repeat(10_000)))
    const result = (await talking.send([row(1, 'a')])).resultsByRow.get(1)
    assert.equal(result?.type === 'retry' && result.why.length, 1500)
  })

  it('is left as it stands where the station says it itself', async () => {
    const stale = quoting({ refuseUnsent: () => ({ reason: 'K3ySecret is what somebody is called' }) })
    const { resultsByRow } = await talk(stale, () => says('yes')).send([row(1, 'a')])
    assert.deepEqual(resultsByRow.get(1), {
      type: 'refused',
      reason: 'K3ySecret is what somebody is called',
      answer: null,
    })
  })
})

describe('a connector with one row per request', () => {
  it('has as many under way at once as it says, logs in once, and gives each its own outcome', async () => {
    let underWay = 0
    let most = 0
    let logins = 0
    const sender = createSender(
      wordConnector({
        concurrency: 4,
        login: {
          request: () => request('log in'),
          decode: () => ({ type: 'token', token: 't', goodForMs: 1000 }),
        },
      }),
      {
        now: () => 0,
        sleep: async () => {},
        report: () => {},
        exchange: {
          send: async (_baseUrl, wire): Promise<SendOutcome> => {
            if (wire.body === 'log in') logins += 1
            underWay += 1
            most = Math.max(most, underWay)
            await new Promise((resolve) => setImmediate(resolve))
            underWay -= 1
            return { type: 'answered', requestId: 'r', answer: says(wire.body === 'bad' ? 'no' : 'yes') }
          },
        },
      },
    )
    const rows = Array.from({ length: 20 }, (_, index) => row(index, index === 7 ? 'bad' : 'good'))
    const { resultsByRow } = await sender.send(rows)
    assert.equal(resultsByRow.size, 20)
    assert.equal(resultsByRow.get(7)?.type, 'refused')
    assert.equal([...resultsByRow.values()].filter(({ type }) => type === 'delivered').length, 19)
    assert.equal(most, 4)
    assert.equal(logins, 1)
  })

  it('leaves the others alone once one was lost', async () => {
    const talking = talk(wordConnector({ concurrency: 2 }), (_wire, turn) => (turn === 3 ? 'lost' : says('yes')))
    const types = Object.values(
      await typesOf(
        talking,
        Array.from({ length: 10 }, (_, index) => row(index, 'good')),
      ),
    )
    assert.equal(types.filter((type) => type === 'unknown').length, 1)
    assert.ok(types.filter((type) => type === 'retry').length >= 6)
  })
})
