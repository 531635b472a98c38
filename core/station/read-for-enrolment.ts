/** What a reader of use `enrol` has read: which card it may be, and whose it is now. Nobody is clocked, nothing is written. */
import { readPresented } from '../badge/read-badge.ts'
import type { EventBody } from '../contract/contract.ts'
import { judgeReading } from './decide-tap.ts'
import { findMeantCards, findReader } from './tap.ts'
import type { Presentation, TapContext } from './tap-context.ts'

export function readForEnrolment(
  context: TapContext,
  presentation: Presentation,
  isAsked: boolean,
): EventBody<'badgeRead'> {
  const { reader, clock } = presentation
  const reading = readPresented(presentation.presented, findReader(context.settings, reader))
  if (reading.type === 'unreadable') {
    return { atMs: clock.atMs, reader, isAsked, candidates: [], holder: null, why: reading.why }
  }
  const verdict = judgeReading(reading, findMeantCards(context.store.read, reading, presentation), clock.atMs)
  const holder = verdict.type === 'card' ? verdict.holder : null
  return {
    atMs: clock.atMs,
    reader,
    isAsked,
    candidates: reading.candidates,
    holder: holder && { employeeNumber: holder.employeeNumber, displayName: holder.displayName },
    why: null,
  }
}
