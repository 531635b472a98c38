/** Shows a supervisor the photo of a tap, and writes down that they looked. */
import { findEvent } from '../attendance/attendance-store.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { consolePhotoCalls } from '../contract/console-photo-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { readPerson } from '../people/people-store.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import type { Photos } from './photos.ts'
import type { TapContext } from './tap-context.ts'

export type ConsolePhotoHandlers = {
  [N in keyof typeof consolePhotoCalls]: (request: Request<N>) => Promise<Answer<N>>
}

export function createConsolePhotoHandlers(
  { store }: Pick<TapContext, 'store'>,
  readClock: () => ClockReading,
  photos: Pick<Photos, 'read'>,
): ConsolePhotoHandlers {
  return {
    getPhoto: ({ eventId, by }) =>
      actAs(store.read, by, async (actor): Promise<Answer<'getPhoto'>> => {
        const personId = findEvent(store.read, eventId)?.personId ?? null
        const person = personId === null ? null : readPerson(store.read, personId)
        const jpeg = person === null ? null : await photos.read(eventId)
        if (person === null || jpeg === null) return { type: 'no-photo' }
        const { atMs } = readClock()
        const entry = { atMs, actor, action: 'photo.view', subject: person.employeeNumber, content: { eventId } }
        store.transact((db) => ({ ok: true, value: appendAudit(db, entry) }))
        return { type: 'photo', jpeg: Buffer.from(jpeg).toString('base64') }
      }),
  }
}
