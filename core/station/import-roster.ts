/** Brings people and cards up to date from a roster file: judged, shown, and applied only when approved. */
import type { ImportReport } from '../contract/contract.ts'
import { foldRoster, type RosterRecord } from '../enrolment/fold-roster.ts'
import { type Judgement, judgementToChange, judgeRecord, totalJudgements } from '../enrolment/judge-roster.ts'
import { readRosterFile } from '../enrolment/roster-file.ts'
import {
  findPersonByEmployeeNumber,
  giveCard,
  readStoredPerson,
  setRosterAt,
  upsertPerson,
} from '../people/people-store.ts'
import type { CardRecord } from '../people/person.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'

export type RosterImport = {
  store: Pick<Store, 'read' | 'transact'>
  /** Path of the roster. */
  file: string
  /** Without approval nothing is changed. */
  isApproved: boolean
  nowMs: number
  onProgress?: (progress: ImportProgress) => void
}

/** Bytes while the file is read, records afterwards. */
export type ImportProgress = { step: 'read' | 'judge' | 'apply'; done: number; total: number }

export type RosterImported = { type: 'imported'; report: ImportReport } | { type: 'wrong'; message: string }

/** So many records are judged between two looks at the clock and the door. */
const recordsPerTurn = 500

/**
 * Imports `file`. What is applied is what is reported: an approved import is judged and applied in one transaction, so
 * nothing can change between the two. Authentication values are secrets, of which a station has no use: they are checked,
 * tell duplicates apart within the file, and are not stored.
 */
export async function importRoster({
  store,
  file,
  isApproved,
  nowMs,
  onProgress,
}: RosterImport): Promise<RosterImported> {
  const read = await readRosterFile(file, (done, total) => onProgress?.({ step: 'read', done, total }))
  if (read.type === 'wrong') return read
  const records = foldRoster(read.entries)
  if (!isApproved) {
    const judgements = await preview(store.read, records, onProgress)
    return { type: 'imported', report: toReport(records, judgements, false) }
  }
  const applied = store.transact<Judgement[], never>((db) => {
    const judgements = records.map((record) => judge(db, record))
    judgements.forEach((judgement, index) => {
      applyJudgement(db, judgement, nowMs)
      if ((index + 1) % recordsPerTurn === 0) onProgress?.({ step: 'apply', done: index + 1, total: records.length })
    })
    setRosterAt(db, nowMs)
    return { ok: true, value: judgements }
  })
  if (!applied.ok) return applied.refusal
  onProgress?.({ step: 'apply', done: records.length, total: records.length })
  return { type: 'imported', report: toReport(records, applied.value, true) }
}

/** Judges in turns: a preview never makes anybody wait at the door. */
async function preview(
  db: ReadableDb,
  records: readonly RosterRecord[],
  onProgress: RosterImport['onProgress'],
): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  for (const record of records) {
    judgements.push(judge(db, record))
    if (judgements.length % recordsPerTurn !== 0) continue
    onProgress?.({ step: 'judge', done: judgements.length, total: records.length })
    await new Promise((resolve) => setImmediate(resolve))
  }
  onProgress?.({ step: 'judge', done: records.length, total: records.length })
  return judgements
}

function judge(db: ReadableDb, record: RosterRecord): Judgement {
  return judgeRecord(record, record.person ? readStoredPerson(db, record.person.employeeNumber) : null)
}

function applyJudgement(db: WritableDb, judgement: Judgement, nowMs: number): void {
  switch (judgement.type) {
    case 'new':
      giveCards(db, judgement.cards, upsertPerson(db, judgement.person, nowMs), nowMs)
      return
    case 'update':
      giveCards(db, judgement.cards, updatePerson(db, judgement, nowMs), nowMs)
      return
    case 'no-change':
    case 'duplicate':
    case 'error':
  }
}

/** Somebody of whom only cards change is left as they are. */
function updatePerson(db: WritableDb, update: Judgement & { type: 'update' }, nowMs: number): number {
  const { person, isPersonChanged } = update
  if (isPersonChanged) return upsertPerson(db, person, nowMs)
  const known = findPersonByEmployeeNumber(db, person.employeeNumber)
  if (!known) throw new Error('whoever is updated was found in the same transaction')
  return known.personId
}

function giveCards(db: WritableDb, cards: readonly CardRecord[], personId: number, nowMs: number): void {
  for (const card of cards) giveCard(db, card, personId, nowMs)
}

function toReport(
  records: readonly RosterRecord[],
  judgements: readonly Judgement[],
  isApplied: boolean,
): ImportReport {
  const errors = records.flatMap((record) => record.errors).sort((left, right) => left.line - right.line)
  const people = records.flatMap(({ employeeNumber }, index) => {
    const judgement = judgements[index]
    return employeeNumber === null || !judgement ? [] : [{ employeeNumber, change: judgementToChange(judgement) }]
  })
  return { ...totalJudgements(judgements), isApplied, errors, people }
}
