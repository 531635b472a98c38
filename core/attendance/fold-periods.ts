/**
 * From what happened to periods, and what a supervisor's change makes of them. A tap changes its person's periods by
 * itself (`attendance-store.ts`); whatever is changed afterwards is folded anew here, with the same result for all that it
 * does not touch.
 */

export type PeriodState = 'open' | 'closed' | 'missed-out' | 'missed-in'

/** An event and the instant that counts for it, which a correction may have moved. */
export type Mark = { eventId: string; sequence: number; atMs: number }

/** An *in* or *out* that stands, of this station or of another one. */
export type Punch = Mark & {
  kind: 'in' | 'out'
  stationId: string
  /** When it happened, which no correction moves: punches are folded in this order. */
  occurredMs: number
  /** This station's running number when it learned of it. */
  touch: number
  /** A supervisor's: an *in* that starts anew wherever somebody is in, an *out* that ends however long a period. */
  isForced: boolean
  /** The missing other end as a supervisor gave it: when an *in* ended, or when an *out* began. */
  completedBy: Mark | null
  /**
   * It stands alone, though something may have been open: an *out* that ended nothing, because that began too long ago, or
   * an *in* that did not go on with what was begun at another station.
   */
  isApart: boolean
  /** The *in* of a period that was added by hand: it neither ends what was open nor is ever open itself. */
  isAdded: boolean
  /** An *in* whose missing end was shown by an event that lies beyond the punches at hand. */
  shownBy: { eventId: string; sequence: number } | null
}

/** A period, or half of one. */
export type FoldedPeriod = {
  anchorMs: number
  firstEvent: string
  startedMs: number | null
  endedMs: number | null
  state: PeriodState
  outEvent: string | null
  /** Running number of the newest punch that made it so; 0 for a period whose beginning was given by hand. */
  touchedBy: number
}

/** The order in which stations fold what they know, so that those who know the same agree. */
export function compareByInstant(left: Punch, right: Punch): number {
  if (left.occurredMs !== right.occurredMs) return left.occurredMs - right.occurredMs
  if (left.stationId !== right.stationId) return left.stationId < right.stationId ? -1 : 1
  return left.sequence - right.sequence
}

/** In whatever order: they are folded by instant. */
export function foldPeriods(punches: readonly Punch[]): FoldedPeriod[] {
  return foldPunches(punches).periods
}

/** `moved`: ids of each *in* that went on with a period that was begun at another station. */
export function foldPunches(punches: readonly Punch[]): { periods: FoldedPeriod[]; moved: Set<string> } {
  const periods: FoldedPeriod[] = []
  const moved = new Set<string>()
  let open: Punch | null = null
  let openAt = ''
  const leaveOpen = (by: { eventId: string; sequence: number; touch?: number }): void => {
    if (open) periods.push(missedOut(open, by))
    open = null
  }
  for (const punch of [...punches].sort(compareByInstant)) {
    if (punch.isAdded) {
      const added = punch.completedBy ? closed(punch, punch.completedBy) : missedOut(punch, null)
      periods.push({ ...added, touchedBy: 0 })
      continue
    }
    if (punch.kind === 'in') {
      const isOpen: boolean = open !== null
      if (isOpen && !punch.isApart && openAt !== punch.stationId) {
        moved.add(punch.eventId)
        openAt = punch.stationId
        continue
      }
      openAt = punch.stationId
      leaveOpen(punch)
      if (punch.completedBy) periods.push(closed(punch, punch.completedBy))
      else if (punch.shownBy) periods.push(missedOut(punch, punch.shownBy))
      else open = punch
      continue
    }
    const begun: Punch | null = open
    if (punch.completedBy) {
      leaveOpen(punch)
      // Its beginning was only ever given by hand, and its *out* was kept back: the clock knows nothing of it.
      periods.push({ ...closed(punch.completedBy, punch), touchedBy: 0 })
    } else if (begun && !punch.isApart) {
      periods.push({ ...closed(begun, punch), touchedBy: punch.touch })
      open = null
    } else {
      leaveOpen(punch)
      periods.push(missedIn(punch))
    }
  }
  const last: Punch | null = open
  if (last) periods.push(stillOpen(last))
  return { periods, moved }
}

/**
 * Decides anew which punches stand alone, from `fromMs` on: after one came in between, told late or by another station.
 * What was decided at the door stays what it was, an *in* or an *out*.
 */
export function rejudgePunches(punches: readonly Punch[], fromMs: number, longestShiftMs: number): Punch[] {
  let open: { sinceMs: number; stationId: string } | null = null
  return [...punches].sort(compareByInstant).map((punch) => {
    if (punch.isAdded) return punch
    const { stationId, occurredMs, kind, completedBy, shownBy } = punch
    const isOverlong: boolean = open !== null && occurredMs - open.sinceMs > longestShiftMs
    if (kind === 'out') {
      const isApart: boolean = open === null || (isOverlong && !punch.isForced)
      open = null
      return occurredMs < fromMs || completedBy ? punch : { ...punch, isApart }
    }
    const startsAnew: boolean = open === null || punch.isForced || isOverlong || open.stationId === stationId
    const isApart = occurredMs < fromMs ? punch.isApart : startsAnew
    if (open !== null && !isApart) open = { ...(open as { sinceMs: number }), stationId }
    else open = completedBy || shownBy ? null : { sinceMs: occurredMs, stationId }
    return { ...punch, isApart }
  })
}

/** Takes away an event: a punch with whatever completed it, or only what completed one. */
export function withoutEvent(punches: readonly Punch[], eventId: string, longestShiftMs: number): Punch[] {
  const index = punches.findIndex((punch) => punch.eventId === eventId || punch.completedBy?.eventId === eventId)
  const punch = punches[index]
  if (!punch) return [...punches]
  const isWhole = punch.eventId === eventId
  const rest = isWhole ? punches.toSpliced(index, 1) : punches.with(index, { ...punch, completedBy: null })
  if (punch.isAdded) return rest
  // An out has to find what it ends anew where what came before it has changed; no other punch looks back.
  const first = isWhole ? index : punch.kind === 'out' ? index : index + 1
  const next = rest.findIndex((other, at) => at >= first && !other.isAdded)
  return next === -1 ? rest : rest.with(next, rejoin(rest, next, longestShiftMs))
}

/** Gives a punch the end or the beginning that it lacks. */
export function withCompletion(punches: readonly Punch[], eventId: string, completedBy: Mark): Punch[] {
  return punches.map((punch) => (punch.eventId === eventId ? { ...punch, completedBy } : punch))
}

/** Moves an event to another instant; what it belongs together with stays. */
export function withInstant(punches: readonly Punch[], eventId: string, atMs: number): Punch[] {
  return punches.map((punch) => {
    if (punch.eventId === eventId) return { ...punch, atMs }
    if (punch.completedBy?.eventId !== eventId) return punch
    return { ...punch, completedBy: { ...punch.completedBy, atMs } }
  })
}

/** The event as a mark, whether it is a punch or completes one; null: it does not stand. */
export function findMark(punches: readonly Punch[], eventId: string): Mark | null {
  for (const punch of punches) {
    if (punch.eventId === eventId) return punch
    if (punch.completedBy?.eventId === eventId) return punch.completedBy
  }
  return null
}

export type ChangeFault = 'end-before-start' | 'overlaps'

/**
 * What is wrong with the periods that a change would make: an end before its start, or time that is counted twice. What
 * was so before (a clock that went back) is not held against it.
 *
 * @param punches after the change.
 */
export function findChangeFault(
  before: readonly FoldedPeriod[],
  after: readonly FoldedPeriod[],
  punches: readonly Punch[],
  nowMs: number,
): ChangeFault | null {
  const known = new Set(before.map((period) => JSON.stringify(spanOf(period, nowMs))))
  const changed = after.filter((period) => !known.has(JSON.stringify(spanOf(period, nowMs))))
  const atMsByEvent = new Map(
    punches
      .flatMap((punch) => [punch, ...(punch.completedBy ? [punch.completedBy] : [])])
      .map((mark) => [mark.eventId, mark.atMs]),
  )
  for (const { state, firstEvent, outEvent } of changed) {
    if (state !== 'closed' || outEvent === null) continue
    // The marks themselves: a folded period never ends before it starts.
    if ((atMsByEvent.get(outEvent) ?? 0) < (atMsByEvent.get(firstEvent) ?? 0)) return 'end-before-start'
  }
  for (const period of changed) {
    const span = spanOf(period, nowMs)
    if (span === null) continue
    for (const other of after) {
      const otherSpan = other === period ? null : spanOf(other, nowMs)
      if (otherSpan && span.fromMs < otherSpan.untilMs && otherSpan.fromMs < span.untilMs) return 'overlaps'
    }
  }
  return null
}

/** Null: half a period covers no time. */
function spanOf(
  { firstEvent, state, startedMs, endedMs }: FoldedPeriod,
  nowMs: number,
): { firstEvent: string; fromMs: number; untilMs: number } | null {
  if (startedMs === null || (state !== 'closed' && state !== 'open')) return null
  return { firstEvent, fromMs: startedMs, untilMs: endedMs ?? nowMs }
}

function rejoin(punches: readonly Punch[], index: number, longestShiftMs: number): Punch {
  const punch = punches[index]
  if (!punch) throw new Error('the index was found in this list')
  if (punch.kind === 'in') return punch
  const open = foldPeriods(punches.slice(0, index)).find(({ state }) => state === 'open')
  const isOverlong = open?.startedMs != null && punch.atMs - open.startedMs > longestShiftMs
  return { ...punch, isApart: open === undefined || isOverlong }
}

function closed(first: Mark & { touch?: number }, out: Mark): FoldedPeriod {
  return {
    anchorMs: first.atMs,
    firstEvent: first.eventId,
    startedMs: first.atMs,
    endedMs: Math.max(first.atMs, out.atMs),
    state: 'closed',
    outEvent: out.eventId,
    touchedBy: first.touch ?? first.sequence,
  }
}

function missedOut(punch: Punch, by: { eventId: string; sequence: number; touch?: number } | null): FoldedPeriod {
  return {
    anchorMs: punch.atMs,
    firstEvent: punch.eventId,
    startedMs: punch.atMs,
    endedMs: null,
    state: 'missed-out',
    outEvent: by?.eventId ?? null,
    touchedBy: by?.touch ?? by?.sequence ?? punch.touch,
  }
}

function missedIn(punch: Punch): FoldedPeriod {
  return {
    anchorMs: punch.atMs,
    firstEvent: punch.eventId,
    startedMs: null,
    endedMs: punch.atMs,
    state: 'missed-in',
    outEvent: punch.eventId,
    touchedBy: punch.touch,
  }
}

function stillOpen(punch: Punch): FoldedPeriod {
  return { ...missedOut(punch, null), state: 'open' }
}
