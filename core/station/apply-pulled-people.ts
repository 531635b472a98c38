/**
 * Applies the people that were pulled as one batch of a roster, with the thresholds of enrolment. What went is a tombstone:
 * an answer that holds nobody changes nobody. Nobody is told of it.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PullSettings } from '../contract/settings.ts'
import type { Thresholds } from '../enrolment/thresholds.ts'
import { readStoredPerson, setCardState } from '../people/people-store.ts'
import type { PersonRecord } from '../people/person.ts'
import { change } from '../staging/stage-batch.ts'
import type { Store } from '../store/database.ts'
import { importRoster } from './import-roster.ts'
import { type PulledPerson, pulledPerson } from './pull-answer.ts'
import {
  changePullState,
  clearStaged,
  countActive,
  findLivingCard,
  iterateStaged,
  readPullState,
} from './pull-state-store.ts'

const fileName = 'pulled-people.json'

export type PeopleApplied = { type: 'applied'; changed: number } | { type: 'held'; why: string }

/** @param isAsked By a person: what a threshold cancelled before is tried again. */
export async function applyPulledPeople(
  store: Pick<Store, 'read' | 'transact' | 'folder'>,
  settings: { pull: PullSettings; thresholds: Thresholds },
  nowMs: number,
  isAsked: boolean,
): Promise<PeopleApplied> {
  const people = [...iterateStaged(store.read)].map(({ content }) => pulledPerson.parse(JSON.parse(content)))
  if (people.length === 0) return { type: 'applied', changed: 0 }
  const asStaged = JSON.stringify([people.length, settings.thresholds, settings.pull.thresholds])
  const before = readPullState(store.read, 'people')
  if (before.held === asStaged && !isAsked) return { type: 'held', why: before.fault ?? 'held' }
  const hold = (why: string): PeopleApplied => {
    change(store, (db) => changePullState(db, 'people', { held: asStaged }))
    return { type: 'held', why }
  }

  const leaving = countLeaving(store, people)
  const active = countActive(store.read)
  const { leavingPercent } = settings.pull.thresholds
  if (active > 0 && (leaving * 100) / active > leavingPercent) {
    return hold(
      `${leaving} of ${active} active people would leave, more than ${leavingPercent} percent; nothing was applied`,
    )
  }
  const file = join(store.folder, fileName)
  writeFileSync(file, JSON.stringify(people.flatMap((person) => toRosterEntries(store, person))), { mode: 0o600 })
  try {
    const imported = await importRoster({ store, file, isApproved: true, nowMs, thresholds: settings.thresholds })
    if (imported.type === 'wrong') return hold(imported.message)
    change(store, (db) => {
      for (const person of people) {
        if (person.isGone) continue
        for (const { state, ...card } of person.cards) {
          const cardId = state === 'active' ? null : findLivingCard(db, card)
          if (cardId !== null) setCardState(db, cardId, state, nowMs)
        }
      }
      clearStaged(db)
      changePullState(db, 'people', { held: null })
    })
    const { totalNew, totalUpdates } = imported.report
    return { type: 'applied', changed: totalNew + totalUpdates }
  } finally {
    rmSync(file, { force: true })
  }
}

function countLeaving(store: Pick<Store, 'read'>, people: readonly PulledPerson[]): number {
  return people.filter(
    (person) =>
      (person.isGone || !person.isActive) &&
      readStoredPerson(store.read, person.employeeNumber)?.person.isActive === true,
  ).length
}

/** One entry per card. Whoever went stays as they were known, and is active no more; a stranger who went is nobody. */
function toRosterEntries(store: Pick<Store, 'read'>, pulled: PulledPerson): Record<string, unknown>[] {
  const known = pulled.isGone ? readStoredPerson(store.read, pulled.employeeNumber)?.person : null
  if (pulled.isGone) return known ? [entryOf(known, false)] : []
  const { isGone: _isHere, isActive, cards, timeProfiles, ...columns } = pulled
  const base = entryOf({ ...columns, timeProfiles }, isActive)
  if (cards.length === 0) return [base]
  return cards.map(({ systemId, facilityCode, internalNumber, externalNumber, format, cardType }) => ({
    ...base,
    systemId,
    facilityCode,
    cardNumber: internalNumber,
    externalCardNumber: externalNumber,
    cardFormat: format,
    cardType,
  }))
}

function entryOf(person: Omit<PersonRecord, 'isActive'>, isActive: boolean): Record<string, unknown> {
  const { employeeNumber, displayName, email, userId, apiId, username, accId, discord, uniqueId } = person
  const { occupancySystemId, timeProfiles } = person
  return {
    ...{ employeeNumber, displayName, email, userId, apiId, username, accId, discord, uniqueId, occupancySystemId },
    status: isActive ? 'Active' : 'Inactive',
    timeProfiles: [...timeProfiles],
  }
}
