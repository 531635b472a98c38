import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StationLink } from '../../renderer/link/station-link.ts'

type Shown = { type: string; decision: { person: { displayName: string } } }
type State = { station: object | null; shown: Shown | null; lastRead: { read: { reader: string } } | null }

/** By a name that the compiler does not follow: it names the page's globals, and tests are compiled without the DOM's types. */
const kioskState: string = '../../renderer/kiosk/kiosk-state.ts'
const { createKiosk } = (await import(kioskState)) as {
  createKiosk: (link: StationLink, languages: object) => { store: { getState: () => State } }
}

const station = {
  version: '1',
  photo: null,
  rules: { resultSeconds: 4 },
  station: { id: 'door', name: 'Door', zone: 'UTC', languages: ['en'] },
}

/** A kiosk at a scripted station, whose words in French are there when the test says so. */
async function openKiosk() {
  const loading = Promise.withResolvers<boolean>()
  let tell = (_text: string): void => {}
  const link: StationLink = {
    start: ({ onOpen }) =>
      onOpen({
        listen: (listener) => {
          tell = listener
        },
        post: (text) => {
          const { i, m } = JSON.parse(text)
          const answer = m === 'getStation' ? { type: 'station', view: station } : { type: 'status', view: {} }
          setImmediate(() => tell(JSON.stringify({ t: 's', i, r: answer })))
        },
      }),
    giveUp: () => {},
  }
  const languages = {
    known: ['en', 'fr'],
    remembered: null,
    preferred: 'en',
    isLoaded: (language: string) => language === 'en',
    load: (language: string) => (language === 'en' ? Promise.resolve(true) : loading.promise),
    loadNames: async () => {},
    use: () => {},
    remember: () => {},
  }
  const kiosk = createKiosk(link, languages)
  while (kiosk.store.getState().station === null) await nextTurn()
  const hear = (name: string, body: object): void => tell(JSON.stringify({ t: 'q', m: name, a: [body] }))
  return { kiosk, hear, wordsCome: () => loading.resolve(true) }
}

test('a card that is read for the console holds up no result that waits for its words', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  const { kiosk, hear, wordsCome } = await openKiosk()
  hear('decided', {
    eventId: 'e',
    outcome: 'in',
    badge: { text: '1' },
    atMs: Date.now(),
    undoUntilMs: null,
    person: { employeeNumber: 'E1', displayName: 'Zoé', language: 'fr' },
  })
  hear('badgeRead', { reader: 'enrol', atMs: Date.now(), candidates: [], why: 'x', isAsked: true, holder: null })
  wordsCome()
  await nextTurn()
  await nextTurn()
  const { shown, lastRead } = kiosk.store.getState()
  assert.equal(shown?.decision.person.displayName, 'Zoé')
  assert.equal(lastRead?.read.reader, 'enrol')
})
