/**
 * Applies the people that were pulled as one batch of a roster, with the thresholds of enrolment. What went is a tombstone:
 * an answer that holds nobody changes nobody. Nobody is told of it.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PullSettings } from '../contract/settings.ts'
import { findBatch } from '../enrolment/batch-store.ts'
import { iterateShown } from '../enrolment/staged-record-store.ts'
import type { Thresholds } from '../enrolment/thresholds.ts'
import { readCard, takeCardBack } from '../people/card-store.ts'
import { setCardState } from '../people/give-card-store.ts'
import { change } from '../store/change.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { importRoster } from './import-roster.ts'
import { changePullState, readPullState } from './pull-state-store.ts'
import {
  clearApplied,
  countHeldCards,
  countStaged,
  findNamedCard,
  listDeadCards,
  listMissingCards,
  noteStagedCards,
  setStagedFaults,
} from './pulled-people-store.ts'
import { writePulledRoster } from './pulled-roster-file.ts'

const fileName = 'pulled-people.csv'

export type PeopleApplied = {
  /** People who are new or other than they were. */
  changed: number
  /** Why some or all of them wait on; null: nobody waits. */
  held: string | null
}

type Settings = { pull: PullSettings; thresholds: Thresholds }

/** @param isAsked By a person: what could not be applied before is tried again. */
export async function applyPulledPeople(
  store: Pick<Store, 'read' | 'transact' | 'folder'>,
  settings: Settings,
  nowMs: number,
  isAsked: boolean,
): Promise<PeopleApplied> {
  const file = join(store.folder, fileName)
  // A station that was killed has left it.
  rmSync(file, { force: true })
  const { staged, leaving, active } = countStaged(store.read)
  if (staged === 0) return { changed: 0, held: null }
  const asStaged = JSON.stringify([settings.thresholds, settings.pull.thresholds])
  const before = readPullState(store.read, 'people')
  if (before.held === asStaged && !isAsked) return { changed: 0, held: before.fault ?? 'held' }
  const hold = (held: string): PeopleApplied => {
    change(store, (db) => changePullState(db, 'people', { held: asStaged }))
    return { changed: 0, held }
  }
  // They get another chance, beside whatever has come since.
  change(store, (db) => setStagedFaults(db, new Map()))
  const taken = listHeldMissing(store.read, 'nobodys').length
  const exceeded = findLeaving({ leaving, active, taken, known: countHeldCards(store.read) }, settings.pull)
  if (exceeded !== null) return hold(exceeded)
  change(store, noteStagedCards)
  try {
    const faults = await writePulledRoster(store.read, file)
    const imported = await importRoster({ store, file, isApproved: true, nowMs, thresholds: settings.thresholds })
    if (imported.type === 'wrong') return hold(imported.message)
    if (imported.type === 'cancelled') {
      return hold(`${imported.report.thresholdExceptions?.join(' ') ?? 'a threshold is exceeded'}; nothing was applied`)
    }
    for (const [employeeNumber, reason] of readFaults(store, imported.batch)) faults.set(employeeNumber, reason)
    const { totalNew, totalUpdates, people } = imported.report
    const lost = change(store, (db) => {
      setStagedFaults(db, faults)
      const taken = settleCards(db, nowMs)
      clearApplied(db)
      changePullState(db, 'people', { held: faults.size > 0 ? asStaged : null })
      return taken
    })
    const { length: withLessAlone } = people.filter(
      (person) => person.change === 'No Change' && lost.has(person.employeeNumber),
    )
    return { changed: totalNew + totalUpdates + withLessAlone, held: sayFaults(faults) }
  } finally {
    rmSync(file, { force: true })
  }
}

type Leaving = { leaving: number; active: number; taken: number; known: number }

function findLeaving({ leaving, active, taken, known }: Leaving, { thresholds }: PullSettings): string | null {
  const most = thresholds.leavingPercent
  const tooMany = `more than ${most} percent (pull.thresholds.leavingPercent); nothing was applied`
  if (active > 0 && (leaving * 100) / active > most)
    return `${leaving} of ${active} active people would leave, ${tooMany}`
  if (known > 0 && (taken * 100) / known > most) return `${taken} of ${known} cards would be taken away, ${tooMany}`
  return null
}

/** What only shows beside others, such as one card that two of them have. */
function readFaults(store: Pick<Store, 'read'>, batchId: string | null): Map<string, string> {
  const faults = new Map<string, string>()
  const batch = batchId === null ? null : findBatch(store.read, batchId)
  if (!batch) return faults
  for (const { employeeId, errors } of iterateShown(store.read, batch)) {
    const [first] = errors
    if (first && employeeId !== null) faults.set(employeeId, first.reason)
  }
  return faults
}

function sayFaults(faults: ReadonlyMap<string, string>): string | null {
  const [first] = faults
  if (!first) return null
  return `${faults.size} of the people could not be taken and wait on, such as ${first[0]}: ${first[1]}`
}

/** Marks what the service has marked, and takes what it took without giving it to another. Answers from whom. */
function settleCards(db: WritableDb, nowMs: number): Set<string> {
  for (const { state, card } of listDeadCards(db)) {
    const found = findNamedCard(db, card)
    if (found?.isActive) setCardState(db, found.cardId, state, nowMs)
  }
  const missing = listHeldMissing(db, 'all')
  for (const { cardId } of missing) takeCardBack(db, cardId, nowMs)
  return new Set(missing.map(({ employeeNumber }) => employeeNumber))
}

/** Cards that are not somebody's any more by the service's word, and are in their hands here. */
function listHeldMissing(db: ReadableDb, which: 'all' | 'nobodys'): { employeeNumber: string; cardId: number }[] {
  return listMissingCards(db, which).flatMap(({ employeeNumber, card }) => {
    const found = findNamedCard(db, card)
    const isTheirs = found && readCard(db, found.cardId)?.holder?.employeeNumber === employeeNumber
    return isTheirs ? [{ employeeNumber, cardId: found.cardId }] : []
  })
}
