/**
 * Services that are wrong in one thing each, and the checks that say so: exactly those that speak of it. The wrong service
 * is our own one behind a proxy that changes one thing.
 */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Area } from '../../core/conformance/check.ts'
import { type Change, openProxy, type Passed } from './changing-proxy.ts'
import { namesOf, openExpectedCentral, tryAll } from './open-service.ts'
import { served } from './served-areas.ts'

type Wrong = { area: Area; what: string; change: Change; fails: string[] }

const wrongServices: Wrong[] = [
  {
    area: 'presence',
    what: 'skips conflicts unless it is told to cancel',
    change: { ask: changeBody((body) => ('data' in body ? { onConflict: 'skip', ...body } : body)) },
    fails: ['conflict entries cancel the whole request by default: nothing is created'],
  },
  {
    area: 'presence',
    what: 'answers a cancelled request with 400',
    change: { answer: (answered) => replaceStatus(answered, 422, 400) },
    fails: [
      'invalid entries cancel the whole request by default: nothing is created',
      'onInvalid cancel cancels the whole request: nothing is created',
      'no-match entries cancel the whole request by default: nothing is created',
      'onNoMatch cancel cancels the whole request: nothing is created',
      'conflict entries cancel the whole request by default: nothing is created',
      'onConflict cancel cancels the whole request: nothing is created',
      'cancel in one class cancels although another says skip',
      'a cancelled request is answered 422 {"created": 0, "errors": [{index, reason, message}]}',
      'an email of two occupants matches neither',
      'a location that is not known is an entry without a match',
    ],
  },
  {
    area: 'presence',
    what: 'matches employee numbers without regard to case',
    change: {
      ask: changeEntries((entry) =>
        typeof entry.employeeID === 'string' ? { ...entry, employeeID: entry.employeeID.toUpperCase() } : entry,
      ),
    },
    fails: ['employeeID is matched with regard to case'],
  },
  {
    area: 'presence',
    what: 'rolls impossible dates over',
    change: {
      ask: changeEntries((entry) => ({ ...entry, date: String(entry.date).replace(/^(\d{4})-02-30$/, '$1-03-02') })),
    },
    fails: ['an impossible date is invalid and not rolled over'],
  },
  {
    area: 'presence',
    what: 'reads Unix stamps in UTC',
    change: {
      // Two hours are what Berlin is ahead at most.
      ask: changeEntries((entry) => ({
        ...entry,
        ...(typeof entry.date === 'number' && entry.date < 1e11 && { date: Math.floor(entry.date / 86_400) * 86_400 }),
      })),
    },
    fails: ['a Unix stamp is read in the zone of the service, from the first to the last second of a date'],
  },
  {
    area: 'presence',
    what: 'forgets to say why an entry was skipped',
    change: { answer: changeJson((json) => ({ ...json, skipped: clear(json.skipped, 'message') })) },
    fails: ['a skipped entry is told as {index, reason, message}'],
  },
  {
    area: 'clock',
    what: 'says CLOCKED IN for a forced clock in',
    change: { answer: replaceText('FORCE CLOCKED IN', 'CLOCKED IN') },
    fails: [
      'forceClockIn is answered 200 FORCE CLOCKED IN as text',
      'forceClockIn without an open clock in is answered FORCE CLOCKED IN too',
    ],
  },
  {
    area: 'clock',
    what: 'says another sentence for a wrong community',
    change: { answer: replaceText('INVALID COMMUNITY ID', 'INVALID COMMUNITY') },
    fails: [
      'a wrong community is answered 400 INVALID COMMUNITY ID and changes nothing',
      'the read-back refuses a wrong key, community and account as the call does',
    ],
  },
  {
    area: 'clock',
    what: 'answers an unknown account with 200',
    change: { answer: (answered) => replaceStatus(answered, 404, 200) },
    fails: [
      'an unknown account is answered 404 with the sentence of the page',
      'identifiers are matched exactly, letter case included',
      'the read-back refuses a wrong key, community and account as the call does',
      'a refused object leaves its Idempotency-Key free',
    ],
  },
  {
    area: 'clock',
    what: 'answers several objects in another order',
    change: { answer: (answered) => reverseJson(answered) },
    fails: [
      'several objects are applied in order and answered with [{index, status, result}]',
      'one of several objects that is refused holds up no other',
    ],
  },
  {
    area: 'clock',
    what: 'knows no Idempotency-Key',
    change: {
      ask: ({ headers }) => {
        delete headers['idempotency-key']
      },
    },
    fails: [
      'the same Idempotency-Key with the same content gets its first answer, and nothing is applied',
      'the same Idempotency-Key with other content is answered 422 and changes nothing',
      'each of several objects has its own Idempotency-Key, in order and separated by commas',
      'another number of Idempotency-Keys than of objects is refused with 400',
    ],
  },
  {
    area: 'authData',
    what: 'does not count duplicates as records',
    change: {
      answer: changeJson((json) => ({
        ...json,
        totalRecords: Number(json.totalRecords) - Number(json.totalDuplicates),
      })),
    },
    fails: [
      'every record is one of New, Update, Error, No Change and Duplicate: the five add up to totalRecords',
      'of duplicates the one with the most data is processed, wherever it stands',
      'of duplicates with as much data the last is processed',
      'calling repeatedly with a fileLogId appends to the batch, which is judged as one set',
      'records are duplicates when they share the employee id',
      'records are duplicates when they share the whole tuple of values, and not when they share a part of it',
      'being a duplicate chains: A with B by id and B with C by values are one set',
    ],
  },
  {
    area: 'authData',
    what: 'leaves out thresholdExceptions',
    change: { answer: changeJson(({ thresholdExceptions: _, ...json }) => json) },
    fails: [
      'staging is answered 200 as JSON with exactly the fields of the page',
      'an exceeded threshold is told in thresholdExceptions, in the words of the page',
      'a share that equals the threshold does not exceed it',
      'appending can bring a batch back within its threshold',
    ],
  },
  {
    area: 'authData',
    what: 'gives employeeDetails in another order',
    change: {
      answer: changeJson((json) => ({ ...json, employeeDetails: [json.employeeDetails].flat().reverse() })),
    },
    fails: [
      'calling repeatedly with a fileLogId appends to the batch, which is judged as one set',
      'employeeDetails has one record for each processed record, Error among them',
    ],
  },
  {
    area: 'authData',
    what: 'never compares the status',
    change: { ask: changeBody((body) => ({ ...body, employee: clear(body.employee, 'employeeStatus') })) },
    fails: [
      'the same employee id and values with another status count in totalStatusChange',
      'new values and another status count in both cross-checks, as in the sample, and are Auth Value Updated',
      'only another status is Status Updated',
    ],
  },
  {
    area: 'authData',
    what: 'says 200 where it has processed nothing',
    change: { answer: (answered) => replaceStatus(answered, 409, 200) },
    fails: [
      'an exceeded threshold cancels the entire batch when it is processed: nothing is applied',
      'processing a batch is a POST to its id without a body, and succeeds once',
      'staging to a malformed batch id is answered 404, and to a batch that was processed 409',
    ],
  },
  {
    area: 'timeProfiles',
    what: 'says Wrong months for Wrong months range',
    change: { answer: replaceText('Wrong months range', 'Wrong months') },
    fails: ['Wrong months range: a month outside 1 to 12'],
  },
  {
    area: 'timeProfiles',
    what: 'says that all was created',
    change: { answer: replaceText('"updated"', '"created"') },
    fails: [
      'a known link id is answered updated',
      'several items are answered one by one',
      'a link id that is twice in a request is answered twice',
      'a link id is one in either case, and answered in lower case',
      'a repeat of a request is safe',
      'repeat_end never and date: taken',
      'repeat_looper from 1 to 1000: taken',
      'every weekday of custom week: taken',
      'custom month with every week_order and day_type: taken',
    ],
  },
  {
    area: 'timeProfiles',
    what: 'answers one item fewer',
    change: { answer: changeJson((json) => ({ ...json, result: [json.result].flat().slice(0, 2) })) },
    fails: ['several items are answered one by one'],
  },
  {
    area: 'timeProfiles',
    what: 'asks for a login in other words',
    change: { answer: replaceText('"Log In"', '"Unauthorized"') },
    fails: [
      'without a token, or with a wrong one, the answer is 401 {"error":"Log In"} and nothing is applied',
      'deleting without a token is answered 401 {"error":"Log In"} and removes nothing',
    ],
  },
  {
    area: 'timeProfiles',
    what: 'takes no DELETE',
    change: {
      ask: (asked) => {
        if (asked.method === 'DELETE') asked.path = '/nowhere'
      },
    },
    fails: [
      'DELETE /api/v1/access/timeprofile/items/link removes profiles by link_ids, and answers deleted or entity_not_found',
    ],
  },
  {
    area: 'cards',
    what: 'calls a repeat an assignment',
    change: { answer: replaceText('"ResultCode":1,', '"ResultCode":0,') },
    fails: ['ResultCode 1: a repeat finds the card theirs already, and creates none'],
  },
  {
    area: 'cards',
    what: 'has no HttpStatusCode in its XML',
    change: { answer: replaceText('<HttpStatusCode>OK</HttpStatusCode>', '') },
    fails: ['an XML answer has the elements of the page in its order, HttpStatusCode among them'],
  },
  {
    area: 'cards',
    what: 'gives the elements of its XML in another order',
    change: {
      answer: (answered) => {
        answered.body = answered.body.replace(/(<Description>.*<\/Description>)(.*)(<\/SP1CheckInResult>)/s, '$2$1$3')
      },
    },
    fails: ['an XML answer has the elements of the page in its order, HttpStatusCode among them'],
  },
  {
    area: 'cards',
    what: 'reads a DOCTYPE',
    change: {
      ask: (asked) => {
        asked.body = asked.body.replace(/<!DOCTYPE.*?\]>/s, '')
      },
    },
    fails: ['XML with a DOCTYPE is refused with 400'],
  },
  {
    area: 'cards',
    what: 'does not tell who held a card before',
    change: { answer: changeJson((json) => ('ResultCode' in json ? { ...json, PreviousUserId: null } : json)) },
    fails: ['a card of somebody else is assigned anew: PreviousUserId had it before, CurrentUserId has it now'],
  },
  {
    area: 'pull',
    what: 'sends everything anew to whoever has it already',
    change: {
      ask: (asked) => {
        delete asked.headers['if-none-match']
      },
    },
    fails: ['people', 'time-profiles', 'clock'].map(
      (topic) => `${topic}: an answer has an ETag, and is 304 to whoever has it already`,
    ),
  },
  {
    area: 'pull',
    what: 'forgets what became of a profile that went',
    change: { answer: replaceText('"isGone":true', '"isGone":false') },
    fails: ['time-profiles: a profile that was put comes after the cursor, and a tombstone once it was deleted'],
  },
]

suite('a service that', () => {
  for (const { area, what, change, fails } of wrongServices) {
    test(`${what} fails what speaks of it and nothing else (${area})`, {
      skip: served.includes(area) ? false : 'not served yet',
    }, async (t) => {
      const url = await openProxy(t, await openExpectedCentral(t), change)
      const results = await tryAll(url, { areas: [area] })
      assert.deepEqual(namesOf(results, 'failed').sort(), fails.map((name) => `${area}: ${name}`).sort())
    })
  }

  test('is not changed by the proxy passes every check', async (t) => {
    const url = await openProxy(t, await openExpectedCentral(t), {})
    assert.deepEqual(namesOf(await tryAll(url, { areas: served }), 'failed'), [])
  })
})

test('there is a wrong service for each interface', () => {
  assert.deepEqual(
    [...new Set(wrongServices.map(({ area }) => area))],
    ['presence', 'clock', 'authData', 'timeProfiles', 'cards', 'pull'],
  )
})

type Json = Record<string, unknown>

/** Changes a JSON object that is sent; anything else is let through as it is. */
function changeBody(change: (body: Json) => Json): NonNullable<Change['ask']> {
  return (asked) => {
    const body = readObject(asked.body)
    if (body) asked.body = JSON.stringify(change(body))
  }
}

function changeEntries(change: (entry: Json) => Json): NonNullable<Change['ask']> {
  return changeBody((body) => ({
    ...body,
    ...(Array.isArray(body.data) && { data: body.data.map((entry) => (isObject(entry) ? change(entry) : entry)) }),
  }))
}

/** Changes a JSON object that is answered with 200. */
function changeJson(change: (json: Json) => Json): NonNullable<Change['answer']> {
  return (answered) => {
    const json = answered.status === 200 ? readObject(answered.body) : null
    if (json) answered.body = JSON.stringify(change(json))
  }
}

function replaceText(text: string, other: string): NonNullable<Change['answer']> {
  return (answered) => {
    answered.body = answered.body.replaceAll(text, other)
  }
}

function replaceStatus(answered: Passed, status: number, other: number): void {
  if (answered.status === status) answered.status = other
}

function reverseJson(answered: Passed): void {
  if (answered.body.startsWith('[')) answered.body = JSON.stringify(JSON.parse(answered.body).reverse())
}

/** A list without one member of each of its objects. */
function clear(list: unknown, name: string): unknown {
  if (!Array.isArray(list)) return list
  return list.map((one) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).filter(([key]) => key !== name)) : one,
  )
}

function readObject(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
