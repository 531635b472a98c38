/** Whether somebody's PIN is right, with what wrong ones cost. */
import { createHash } from 'node:crypto'
import type { PersonRow } from '../people/people-store.ts'
import {
  countGuess,
  countPinFailure,
  forgetPinFailures,
  readGuesses,
  readPinFailures,
} from '../people/pin-attempt-store.ts'
import { delayAfter, judgeTurn, mostFailures, type PinFailures } from '../people/pin-rules.ts'
import { readPinHash } from '../people/role-store.ts'
import { findPersonByTypedNumber, foldTypedNumber } from '../people/typed-number-store.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { hashPin, verifyPin } from './hash-pin.ts'

export type PinOutcome =
  | { type: 'right' }
  /** Not looked at, or wrong: the next one counts from `nextTryAtMs`. */
  | { type: 'wrong'; nextTryAtMs: number; isLocked: boolean }
  | { type: 'locked' }
  | { type: 'no-pin' }

/** Takes some milliseconds on purpose. A try is counted, and durable, before the PIN is looked at. */
export async function checkPin(store: Store, personId: number, pin: string, nowMs: number): Promise<PinOutcome> {
  const pinHash = readPinHash(store.read, personId)
  if (pinHash === null) return { type: 'no-pin' }
  const turn = takeTurn(store, countsOfPerson(personId), nowMs)
  if (turn.type === 'locked') return turn
  if (turn.type === 'must-wait') return { type: 'wrong', nextTryAtMs: turn.untilMs, isLocked: false }
  if (await verifyPin(pinHash, pin)) {
    forget(store, personId)
    return { type: 'right' }
  }
  const { failures } = turn
  return { type: 'wrong', nextTryAtMs: nowMs + delayAfter(failures), isLocked: failures >= mostFailures }
}

export type NumberAndPinOutcome =
  | { type: 'right'; person: PersonRow }
  /** `triesLeft` 0: locked, until a supervisor frees it. */
  | { type: 'wrong'; nextTryAtMs: number; triesLeft: number }

/**
 * Whose number and PIN these are. A number that nobody has, a person without a PIN and a wrong PIN are counted alike, take
 * as long and are answered the same, so that nobody learns who works here. Small letters do for capitals where that means one person.
 */
export async function checkNumberAndPin(
  store: Store,
  { employeeNumber, pin }: { employeeNumber: string; pin: string },
  nowMs: number,
): Promise<NumberAndPinOutcome> {
  // Before anything is looked up: the first time it has to be made.
  const nobodysHash = await hashOfNobody()
  const person = findPersonByTypedNumber(store.read, employeeNumber)
  const counts = person ? countsOfPerson(person.personId) : countsOfNumber(foldTypedNumber(employeeNumber))
  const turn = takeTurn(store, counts, nowMs)
  if (turn.type === 'locked') return { type: 'wrong', nextTryAtMs: nowMs + delayAfter(mostFailures), triesLeft: 0 }
  const triesLeft = mostFailures - turn.failures
  if (turn.type === 'must-wait') return { type: 'wrong', nextTryAtMs: turn.untilMs, triesLeft }
  const pinHash = person && readPinHash(store.read, person.personId)
  const isRight = await verifyPin(pinHash ?? nobodysHash, pin)
  if (!person || pinHash === null || !isRight) {
    return { type: 'wrong', nextTryAtMs: nowMs + delayAfter(turn.failures), triesLeft }
  }
  forget(store, person.personId)
  return { type: 'right', person }
}

type Counts = {
  read: (db: ReadableDb) => PinFailures | null
  count: (db: WritableDb, atMs: number) => void
}

function countsOfPerson(personId: number): Counts {
  return {
    read: (db) => readPinFailures(db, personId),
    count: (db, atMs) => countPinFailure(db, personId, atMs),
  }
}

function countsOfNumber(employeeNumber: string): Counts {
  const numberHash = createHash('sha256').update(employeeNumber).digest('hex')
  return {
    read: (db) => readGuesses(db, numberHash),
    count: (db, atMs) => countGuess(db, numberHash, atMs),
  }
}

type Turn =
  /** `failures`: with this try, should it be wrong. */
  { type: 'may-try'; failures: number } | { type: 'must-wait'; untilMs: number; failures: number } | { type: 'locked' }

/** Counts the try as a wrong one, in a transaction of its own, so that many guesses at once do not share one turn. */
function takeTurn(store: Store, counts: Counts, nowMs: number): Turn {
  const taken = store.transact<Turn, Turn>((db) => {
    const before = counts.read(db)
    const turn = judgeTurn(before, nowMs)
    const failures = before?.failures ?? 0
    if (turn.type === 'locked') return { ok: false, refusal: turn }
    if (turn.type === 'must-wait') return { ok: false, refusal: { ...turn, failures } }
    counts.count(db, nowMs)
    return { ok: true, value: { type: 'may-try', failures: failures + 1 } }
  })
  return taken.ok ? taken.value : taken.refusal
}

function forget(store: Store, personId: number): void {
  store.transact((db) => ({ ok: true, value: forgetPinFailures(db, personId) }))
}

let nobodys: Promise<string> | null = null

/** What a PIN is held against where there is none: to look takes as long. */
function hashOfNobody(): Promise<string> {
  nobodys ??= hashPin(crypto.randomUUID())
  return nobodys
}
