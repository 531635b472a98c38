/** Puts bulk presence into the central service's store: the rules and statements that a station has too. */
import { findPeopleBy } from '../people/match-people-store.ts'
import { type PresenceResult, type PresenceRules, setPresence } from '../presence/presence-bulk.ts'
import type { PresenceRequest } from '../presence/presence-request.ts'
import { addPutEntries, findTakenDates } from '../presence/presence-store.ts'
import type { CommitTogether } from './group-commit-store.ts'

export type PresenceStore = {
  /**
   * Judges a request and writes what it creates, in one transaction that is durable when this resolves. Two at once are
   * judged one after the other, so that neither creates what the other one has.
   */
  putPresence: (request: PresenceRequest, rules: PresenceRules) => Promise<PresenceResult>
}

/** @param commitTogether Requests of several stations share a wait for the disk. */
export function createPresenceStore(commitTogether: CommitTogether): PresenceStore {
  return {
    putPresence: async (request, rules) => {
      const outcome = await commitTogether<PresenceResult, PresenceResult>((db) => {
        const result = setPresence<number>(request, rules, {
          findOccupants: (matchBy, matchKeys) => findPeopleBy(db, matchBy, matchKeys),
          findTaken: (wanted) => findTakenDates(db, wanted),
          add: (entries) => addPutEntries(db, entries),
        })
        return result.type === 'created' ? { ok: true, value: result } : { ok: false, refusal: result }
      })
      return outcome.ok ? outcome.value : outcome.refusal
    },
  }
}
