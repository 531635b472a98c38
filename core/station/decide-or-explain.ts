import type { Decision } from '../contract/decision.ts'
import type { StationSettings } from '../contract/settings.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { DecidedTap, Presentation } from './tap-context.ts'

type Tap = Pick<Presentation, 'clock' | 'reader'>

/** A tap that cannot be stored is refused on screen, in words; anything else that throws is a bug and ends the process. */
export function decideOrExplain(
  settings: StationSettings,
  tap: Tap,
  decide: () => DecidedTap,
  onStorageFault: (fault: string) => void,
): DecidedTap {
  try {
    return decide()
  } catch (error) {
    return explainNotStored(settings, tap, error, onStorageFault)
  }
}

/** The refusal of a tap that the disk did not take. Throws `error` again where the disk has no part in it. */
export function explainNotStored(
  settings: StationSettings,
  tap: Tap,
  error: unknown,
  onStorageFault: (fault: string) => void,
): DecidedTap {
  const fault = toStorageFault(error, 'the data folder')
  // A damaged file is mended by a restart with its checks, not by going on.
  if (fault === null || fault.type === 'damaged') throw error
  onStorageFault(fault.message)
  const decision: Decision = {
    atMs: tap.clock.atMs,
    zone: settings.station.zone,
    reader: tap.reader,
    outcome: 'refused',
    reason: 'not-stored',
    eventId: null,
    badge: null,
    person: null,
    hours: null,
    counted: null,
    undoUntilMs: null,
    detail: fault.message,
  }
  return { decision, cardId: null, personId: null }
}
