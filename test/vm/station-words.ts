/** Waits for what the station tells its screens. */
import assert from 'node:assert/strict'
import type { EventBody, ReaderView } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import type { Machine } from './machine.ts'

/** The first decision that was heard at place `from` or later. */
export function takeDecision({ heard, until }: Machine, from: number): Promise<Decision> {
  return until('a decision', () => {
    const found = heard.slice(from).find(({ name }) => name === 'decided')
    return found?.body as Decision | undefined
  })
}

/** Waits until the reader is in that state, told since `from`; a state that was asked for counts where nothing was told yet. */
export async function readerState(
  machine: Machine,
  reader: string,
  state: ReaderView['state'],
  from = 0,
): Promise<ReaderView> {
  const find = (views: readonly ReaderView[]) => views.find(({ id }) => id === reader)
  const status = await machine.guest.call('getStatus', {})
  const now = 'view' in status && 'readers' in status.view ? find(status.view.readers) : undefined
  if (now?.state === state) return now
  return machine.until(`the reader ${reader} being ${state}`, () => {
    const told = machine.heard.slice(from).filter(({ name }) => name === 'statusChanged')
    const last = find((told.at(-1)?.body as EventBody<'statusChanged'> | undefined)?.readers ?? [])
    return last?.state === state ? last : undefined
  })
}

/** How many reports the station has taken from its readers, and what they came to with them. */
export async function countReports({ guest }: Machine): Promise<number> {
  const answer = await guest.call('listReports', {})
  assert.ok('last' in answer)
  return answer.last
}
