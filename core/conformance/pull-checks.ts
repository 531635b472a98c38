/** What stations pull from a service: people, time profiles and clock events as they changed. No vendor has it: all is ours. */
import { type Check, compare, type Outcome, skip } from './check.ts'
import { bringOut, punch } from './clock-calls.ts'
import { alma, bare, expectedPeople, inactive } from './expected-people.ts'
import { type Answer, as, contentOf, member, type Service } from './service.ts'
import { deleteItems, item, newLinkId, putItems } from './time-profile-calls.ts'

const topics = ['people', 'time-profiles', 'clock'] as const
type Topic = (typeof topics)[number]

type Page = { items: unknown[]; cursor: string; hasMore: boolean }

function pull(
  service: Service,
  topic: Topic,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const text = new URLSearchParams(query).toString()
  return service.ask(`/foyer/v1/${topic}${text === '' ? '' : `?${text}`}`, {
    method: 'GET',
    headers: { authorization: `Bearer ${service.secret}`, ...headers },
  })
}

/** Rejects where it is none. */
function readPage(answer: Answer): Page {
  const [items, cursor, hasMore] = ['items', 'cursor', 'hasMore'].map((name) => member(answer.json, name))
  if (answer.status !== 200 || !Array.isArray(items) || typeof cursor !== 'string' || typeof hasMore !== 'boolean') {
    throw new Error(`no page, but ${answer.status} ${JSON.stringify(contentOf(answer)).slice(0, 200)}`)
  }
  return { items, cursor, hasMore }
}

/** See `right-requests.ts`. */
async function givesPage(service: Service, topic: Topic): Promise<unknown> {
  const { status } = await pull(service, topic)
  return as('taken', status, status === 200)
}

/** Everything after a cursor, page by page. */
async function pullAll(service: Service, topic: Topic, after = '', limit = 500): Promise<Page & { sizes: number[] }> {
  const items: unknown[] = []
  const sizes: number[] = []
  let cursor = after
  for (;;) {
    const page = readPage(await pull(service, topic, { limit: String(limit), ...(cursor !== '' && { after: cursor }) }))
    items.push(...page.items)
    sizes.push(page.items.length)
    if (page.hasMore && page.cursor === cursor) throw new Error('there is more, but the cursor does not move')
    cursor = page.cursor
    if (!page.hasMore) return { items, cursor, hasMore: false, sizes }
  }
}

/** Where the service has no such interface there is nothing to hold it to: no vendor has. */
function ifServed(run: (service: Service) => Promise<Outcome>): Check['run'] {
  return async (service) => {
    const status = await service.once('pull', async () => (await pull(service, 'people')).status)
    return status === 404 ? skip('the service has no /foyer/v1/people, which no vendor has either') : run(service)
  }
}

const ofEach: Check[] = topics.flatMap((topic) => [
  {
    name: `${topic}: without a bearer token, or with a wrong one, the answer is 401`,
    source: 'ours',
    right: (service) => givesPage(service, topic),
    run: ifServed(async (service) => {
      const statuses: number[] = []
      for (const authorization of ['', 'Bearer a-wrong-token']) {
        statuses.push((await pull(service, topic, {}, { authorization })).status)
      }
      return compare([401, 401], statuses)
    }),
  },
  {
    name: `${topic}: an answer has an ETag, and is 304 to whoever has it already`,
    source: 'ours',
    run: ifServed(async (service) => {
      const first = await pull(service, topic)
      const second = await pull(service, topic, {}, { 'if-none-match': first.headers.etag ?? 'none' })
      return compare([200, 304, ''], [first.status, second.status, second.text])
    }),
  },
  {
    name: `${topic}: after the last cursor there is nothing, and a page can be asked for again`,
    source: 'ours',
    run: ifServed(async (service) => {
      const { cursor } = await pullAll(service, topic)
      const [once, twice] = [await pullAll(service, topic, cursor), await pullAll(service, topic, cursor)]
      return compare([[], []], [once.items, twice.items])
    }),
  },
  {
    name: `${topic}: what is no cursor is answered 400`,
    source: 'ours',
    right: (service) => givesPage(service, topic),
    run: ifServed(async (service) => compare(400, (await pull(service, topic, { after: 'no cursor' })).status)),
  },
])

export const pullChecks: readonly Check[] = [
  ...ofEach,
  {
    name: 'people: small pages hold no more than their limit, and together the same as a large one',
    source: 'ours',
    run: ifServed(async (service) => {
      const large = await pullAll(service, 'people')
      const small = await pullAll(service, 'people', '', 3)
      return compare(
        ['3 at most', large.items],
        [
          as(
            '3 at most',
            small.sizes,
            small.sizes.every((size) => size <= 3),
          ),
          small.items,
        ],
      )
    }),
  },
  {
    name: 'people: everybody of the roster is there once',
    source: 'ours',
    run: ifServed(async (service) => {
      const numbers = (await pullAll(service, 'people')).items.map((person) => member(person, 'employeeNumber'))
      const expected = expectedPeople.map(({ employeeNumber }) => employeeNumber)
      return compare(
        expected,
        expected.filter((wanted) => numbers.filter((number) => number === wanted).length === 1),
      )
    }),
  },
  {
    name: 'people: with identifiers, cards and whether they are active',
    source: 'ours',
    run: ifServed(async (service) => {
      const { items } = await pullAll(service, 'people')
      const find = (number: string): unknown => items.find((person) => member(person, 'employeeNumber') === number)
      const names = ['displayName', 'email', 'userId', 'apiId', 'username', 'accId', 'discord', 'uniqueId'] as const
      const cards = [member(find(alma.employeeNumber), 'cards')].flat()
      const hasCard = cards.some((card) => member(card, 'internalNumber') === alma.cardNumber)
      const states = [alma, bare, inactive].map(({ employeeNumber }) => member(find(employeeNumber), 'isActive'))
      return compare(
        [names.map((name) => alma[name]), 'has the card', [true, true, false]],
        [names.map((name) => member(find(alma.employeeNumber), name)), as('has the card', cards, hasCard), states],
      )
    }),
  },
  {
    name: 'time-profiles: a profile that was put comes after the cursor, and a tombstone once it was deleted',
    source: 'ours',
    run: ifServed(async (service) => {
      const linkId = newLinkId()
      const before = await pullAll(service, 'time-profiles')
      await putItems(service, [item(linkId)])
      const put = await pullAll(service, 'time-profiles', before.cursor)
      await deleteItems(service, [linkId])
      const deleted = await pullAll(service, 'time-profiles', put.cursor)
      const brief = (items: unknown[]): unknown[] =>
        items.map((one) => [member(one, 'linkId'), member(one, 'isGone'), member(member(one, 'item'), 'link_id')])
      return compare([[[linkId, false, linkId]], [[linkId, true, undefined]]], [brief(put.items), brief(deleted.items)])
    }),
  },
  {
    name: 'clock: every event that was accepted comes once, in order, as {eventId, stationId, sequence, employeeNumber, kind, occurredAt}',
    source: 'ours',
    run: ifServed(async (service) => {
      const person = { apiId: alma.apiId }
      await bringOut(service, person)
      const { cursor } = await pullAll(service, 'clock')
      const startMs = Date.now() - 60_000
      const sent = [0, 1, 2].map((index) => ({
        key: `fc-${service.run}-${service.nextNumber()}`,
        occurredAt: new Date(startMs + index * 1000).toISOString(),
        isForced: index === 2,
      }))
      for (const { key, occurredAt, isForced } of [...sent, ...sent.slice(0, 1)]) {
        await punch(service, { ...person, occurredAt, ...(isForced && { forceClockIn: true }) }, key)
      }
      const { items } = await pullAll(service, 'clock', cursor)
      await bringOut(service, person)
      const names = ['employeeNumber', 'eventId', 'kind', 'occurredAt', 'sequence', 'stationId']
      const kinds = ['in', 'out', 'force-in']
      const expected = sent.map(({ key, occurredAt }, index) => ({
        names,
        content: [key, alma.employeeNumber, kinds[index], Date.parse(occurredAt)],
      }))
      return compare(
        expected,
        items.map((event) => ({
          names: Object.keys(event ?? {}).sort(),
          content: [
            member(event, 'eventId'),
            member(event, 'employeeNumber'),
            member(event, 'kind'),
            Date.parse(String(member(event, 'occurredAt'))),
          ],
        })),
      )
    }),
  },
]
