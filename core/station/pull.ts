/**
 * Pulls what a reference service knows (ours): people, time profiles and other stations' punches. A page and the cursor
 * after it become durable in one transaction, so a station that dies between any two steps goes on where it was; a page
 * that comes twice does no harm. Nothing that was pulled is told to any upstream.
 */
import { keepSharedPunches } from '../attendance/shared-punch-store.ts'
import type { PullSettings, StationSettings } from '../contract/settings.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { change } from '../store/change.ts'
import type { Store, WritableDb } from '../store/database.ts'
import { requireRoom } from '../store/give-back-log.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { WireRequest } from '../upstream/connector.ts'
import { createSecretHiding } from '../upstream/hide-secrets.ts'
import type { Exchange } from '../upstream/http.ts'
import { listSecrets } from '../upstream/list-secrets.ts'
import { applyPulledPeople } from './apply-pulled-people.ts'
import { explainStatus, readWarning } from './explain-pull.ts'
import { foldForeign, punchesPerTurn } from './fold-shared.ts'
import { type Page, readClockPage, readPeoplePage, readTimeProfilesPage } from './pull-answer.ts'
import { changePullState, type PullTopic, pullTopics, readPullState } from './pull-state-store.ts'
import { stagePulledPeople } from './pulled-people-store.ts'
import { deleteAndTell, putAndTell } from './put-profiles.ts'

export type PullParts = {
  store: Pick<Store, 'read' | 'transact' | 'folder'>
  settings: StationSettings
  exchange: Pick<Exchange, 'send'>
  now: () => number
  /** Names this run of the process: of two that take turns under one station id one is a copy. */
  runId: string
}

export type Pulled = {
  /** What is other at the station than it was: also what an earlier run was handed and could not apply any more. */
  items: number
  /** What stands in the way, and what to do about it; null: nothing. */
  fault: string | null
  /** What the service says of this station, though it answers. */
  warning: string | null
}
export type PullCounts = Partial<Record<PullTopic, Pulled>>

const paths: Record<PullTopic, string> = {
  people: '/foyer/v1/people',
  timeProfiles: '/foyer/v1/time-profiles',
  clock: '/foyer/v1/clock',
}

/** One round over all that is switched on. @param isAsked by a person, who may try again what a threshold cancelled. */
export async function pullOnce(parts: PullParts, isAsked = false): Promise<PullCounts> {
  const { settings } = parts
  const { pull } = settings
  if (!pull) return {}
  const counts: PullCounts = {}
  for (const topic of pullTopics) if (pull[topic]) counts[topic] = await pullTopic(parts, pull, topic, isAsked)
  return counts
}

/** What the disk does not take is a fault in words, and the next round goes on from what it took. */
async function pullTopic(parts: PullParts, pull: PullSettings, topic: PullTopic, isAsked: boolean): Promise<Pulled> {
  try {
    return await pullAndApply(parts, pull, topic, isAsked)
  } catch (error) {
    const fault = toStorageFault(error, 'the data folder')
    // A damaged file is mended by a restart with its checks, not by going on.
    if (fault === null || fault.type === 'damaged') throw error
    noteFault(parts, topic, fault.message)
    return { items: 0, fault: fault.message, warning: null }
  }
}

/** For whoever looks from outside. There may be room for this where there was none for a page. */
function noteFault({ store }: PullParts, topic: PullTopic, fault: string): void {
  try {
    change(store, (db) => changePullState(db, topic, { fault }))
  } catch (error) {
    if (!toStorageFault(error, 'the data folder')) throw error
  }
}

async function pullAndApply(parts: PullParts, pull: PullSettings, topic: PullTopic, isAsked: boolean): Promise<Pulled> {
  const { store, settings, now } = parts
  const read = await readAll(parts, pull, topic)
  let { items } = read
  // What stands in the way may be in the words of whoever answered.
  let fault = read.fault && createSecretHiding(listSecrets(pull))(read.fault)
  if (topic === 'people') {
    const applied = await applyPulledPeople(store, { pull, thresholds: thresholdsOf(settings) }, now(), isAsked)
    items = applied.changed
    fault ??= applied.held
  }
  // Also after people were pulled: a punch may have been there before its person.
  if (topic === 'clock') items = await foldAll(parts)
  const { warning } = read
  change(store, (db) => changePullState(db, topic, { fault, warning, ...(fault === null && { workedAtMs: now() }) }))
  return { items, fault, warning }
}

/** Gives other stations' punches to whom this station knows; answers how many that were. */
async function foldAll(parts: PullParts): Promise<number> {
  let items = 0
  for (;;) {
    const folded = change(parts.store, (db) => foldForeign(db, parts, parts.now()))
    items += folded
    if (folded < punchesPerTurn) return items
    await turn()
  }
}

/** Page after page until there is no more, or something stands in the way. `items`: what was changed by keeping them. */
async function readAll(parts: PullParts, pull: PullSettings, topic: PullTopic): Promise<Pulled> {
  const read: Pulled = { items: 0, fault: null, warning: null }
  for (;;) {
    const { cursor, etag } = readPullState(parts.store.read, topic)
    const wire: WireRequest = {
      method: 'GET',
      path: `${paths[topic]}?limit=500${cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`}`,
      headers: {
        authorization: `Bearer ${pull.token}`,
        'foyer-station': parts.settings.station.id,
        'foyer-run': parts.runId,
        ...(etag !== null && { 'if-none-match': etag }),
      },
      body: null,
    }
    const first = await parts.exchange.send(pull.url, wire)
    // A connection that was kept may have been closed meanwhile, and a question can be asked again.
    const sent = first.type === 'lost' ? await parts.exchange.send(pull.url, wire) : first
    if (sent.type !== 'answered') return { ...read, fault: `the service was not reached: ${sent.why}` }
    const { status, body, headers } = sent.answer
    read.warning = readWarning(headers['foyer-warning'], parts.settings.station.id) ?? read.warning
    if (status === 304) return read
    if (status !== 200) return { ...read, fault: explainStatus(sent.answer, paths[topic]) }
    const keep = readPage(parts, topic, body)
    if (keep === null) return { ...read, fault: 'the answer does not fit; nothing of it was taken' }
    // Only the same question again has the same answer.
    const isSame = keep.page.cursor === cursor
    // What is left of a full disk is for those at the door.
    if (keep.page.items.length > 0) requireRoom(parts.store.folder)
    read.items += change(parts.store, (db) => {
      const items = keep.write(db)
      const isNews = topic === 'people' && keep.page.items.length > 0
      // What was held is looked at again with what has come.
      const etagNow = isSame ? (headers.etag ?? null) : null
      changePullState(db, topic, { cursor: keep.page.cursor, etag: etagNow, ...(isNews && { held: null }) })
      return items
    })
    if (!keep.page.hasMore || isSame) return read
    await turn()
  }
}

type Keeping = {
  page: Page<unknown>
  /** Answers how much is other than it was. */
  write: (db: WritableDb) => number
}

function readPage({ now }: Pick<PullParts, 'now'>, topic: PullTopic, body: string): Keeping | null {
  switch (topic) {
    case 'people': {
      const page = readPeoplePage(body)
      return (
        page && {
          page,
          // Applied all together, once the list has been read.
          write: (db) => {
            stagePulledPeople(db, page.items)
            return 0
          },
        }
      )
    }
    case 'timeProfiles': {
      const page = readTimeProfilesPage(body)
      return (
        page && {
          page,
          write: (db) => {
            const put = page.items.flatMap(({ item }) => item ?? [])
            const gone = page.items.flatMap(({ linkId, item }) => (item ? [] : [linkId]))
            const results = [
              ...(put.length > 0 ? putAndTell(db, put, now(), null) : []),
              ...(gone.length > 0 ? deleteAndTell(db, gone, null) : []),
            ]
            return results.filter(({ success }) => success).length
          },
        }
      )
    }
    case 'clock': {
      const page = readClockPage(body)
      return (
        page && {
          page,
          // Folded afterwards, as far as their people are known.
          write: (db) => {
            keepSharedPunches(db, page.items)
            return 0
          },
        }
      )
    }
  }
}

/** Whoever is at the door goes first. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export type PullLoop = { stop: () => Promise<void>; once: () => Promise<PullCounts> }

/** Pulls from now on, and again `everySeconds` after each round has ended; rounds never overlap. */
export function startPullLoop(parts: PullParts, onRound: (counts: PullCounts) => void): PullLoop {
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (isAsked: boolean): Promise<PullCounts> => {
    const round = last.then(() => (isStopped ? {} : pullOnce(parts, isAsked)))
    last = round.catch(() => {})
    return round
  }
  const run = async (): Promise<void> => {
    onRound(await inTurn(false))
    if (isStopped) return
    timer = setTimeout(() => void run(), (parts.settings.pull?.everySeconds ?? 30) * 1000)
    timer.unref()
  }
  if (parts.settings.pull) void run()
  return {
    once: () => inTurn(true),
    stop: async () => {
      isStopped = true
      if (timer) clearTimeout(timer)
      await last
    },
  }
}
