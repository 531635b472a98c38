/** Answers the calls of `console-schedules-calls.ts`. */
import type { consoleSchedulesCalls } from '../contract/console-schedules-calls.ts'
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { Uploads } from '../files/uploads.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { describeBadgeTime } from '../schedule/say-badge-time.ts'
import {
  countLinked,
  listMissingLinks,
  listProfilePeople,
  listProfiles,
  readProfile,
} from '../schedule/schedule-store.ts'
import { scheduleWeek } from '../schedule/schedule-week.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { putProfileFile } from './put-profiles.ts'
import { refuseForDisk } from './refuse-for-disk.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleSchedulesHandlers = {
  [N in keyof typeof consoleSchedulesCalls]: (request: Request<N>, caller: Caller) => Promise<Answer<N>>
}

export function createConsoleSchedulesHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  uploads: Uploads,
): ConsoleSchedulesHandlers {
  const { store, settings, schedules } = context
  const { read } = store
  const { zone } = settings.station
  return {
    listProfiles: async () => ({
      type: 'profiles',
      profiles: listProfiles(read).map(({ item, people, changedAtMs }) => ({
        ...{ linkId: item.link_id, name: item.name, people, changedAtMs },
      })),
    }),
    listProfilePeople: async ({ linkId, offset, limit }) => ({
      type: 'people',
      total: countLinked(read, linkId),
      people: listProfilePeople(read, linkId, { offset, limit }),
    }),
    getScheduleWeek: async ({ of, atMs }) => {
      if (of.type === 'profile') {
        const item = readProfile(read, of.linkId)
        return item === null ? { type: 'unknown-profile' } : { type: 'week', days: scheduleWeek([item], atMs, zone) }
      }
      const person = findPersonByEmployeeNumber(read, of.employeeNumber)
      if (person === null) return { type: 'unknown-person' }
      return { type: 'week', days: scheduleWeek(schedules.profilesOf(read, person.personId), atMs, zone) }
    },
    checkBadgeTime: async ({ employeeNumber, atMs }) => {
      const person = findPersonByEmployeeNumber(read, employeeNumber)
      if (person === null) return { type: 'unknown-person' }
      const { personId } = person
      return {
        type: 'checked',
        time: describeBadgeTime(schedules.judge(read, personId, atMs), atMs, zone),
        profiles: schedules.profilesOf(read, personId).map(({ link_id: linkId, name }) => ({ linkId, name })),
        missingLinks: listMissingLinks(read, personId),
      }
    },
    putUploadedProfiles: ({ upload, by }, { id }) =>
      actAs(read, by, async (actor): Promise<Answer<'putUploadedProfiles'>> => {
        const put = ({ file }: { file: string }) => putProfileFile(context, file, readClock().atMs, actor)
        const used = await uploads.use(id, upload, put).catch((error) => refuseForDisk(error, store.folder))
        return used.type === 'used' ? used.value : used
      }),
  }
}
