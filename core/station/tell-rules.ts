/** What `station.json` and a tap's direction say about telling the upstreams. */
import type { StationSettings } from '../contract/settings.ts'
import type { AttendanceKind, TellRules } from '../outbox/tell.ts'

/** An *in* after a missed clock-out finds the service's period still open, and has to replace it. */
export function toAttendanceKind(outcome: 'in' | 'out', reason: string | null): AttendanceKind {
  if (outcome === 'in') return reason === 'missed-clock-out' ? 'force-in' : 'in'
  return reason === 'missed-clock-in' ? 'out-without-period' : 'out'
}

/** The upstreams that `station.json` names; the others are off. */
export function tellRulesOf(settings: StationSettings): TellRules {
  const { clock, presence } = settings.upstreams
  return {
    undoSeconds: settings.rules.undoSeconds,
    upstreams: { clock: clock !== undefined, presence: presence !== undefined },
  }
}
