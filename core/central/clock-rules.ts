/** What a clock call does to an account, and in which words it is answered (Sonoran CMS, “Clock In Out”). Pure. */

export const punchKinds = ['in', 'out', 'force-in'] as const
export type PunchKind = (typeof punchKinds)[number]

/**
 * Without `forceClockIn` a call is a toggle. With it, it starts a new clock in and replaces any open one; where none is
 * open the answer is `FORCE CLOCKED IN` all the same (ours: the page does not say).
 */
export function decidePunch(isClockedIn: boolean, isForced: boolean): PunchKind {
  if (isForced) return 'force-in'
  return isClockedIn ? 'out' : 'in'
}

/**
 * What a station says that happened (ours): the person comes to stand so, and nothing is toggled. An *in* of somebody who is
 * in goes on with what is open ("moved") unless the station forces it, an *out* of somebody who is out ends nothing; what is older than something that
 * the service knows of the same person is kept for the other stations and changes nothing now.
 */
export function applyTold(
  { punch, isForced }: { punch: PunchKind; isForced: boolean },
  isClockedIn: boolean,
  isNewest: boolean,
): 'start' | 'replace' | 'end' | 'none' {
  if (!isNewest) return 'none'
  switch (punch) {
    case 'in':
      if (isForced) return 'replace'
      return isClockedIn ? 'none' : 'start'
    case 'force-in':
      return 'replace'
    case 'out':
      return isClockedIn ? 'end' : 'none'
  }
}

/** The vendor's three texts for 200. */
export function punchAnswer(kind: PunchKind): string {
  switch (kind) {
    case 'in':
      return 'CLOCKED IN'
    case 'out':
      return 'CLOCKED OUT'
    case 'force-in':
      return 'FORCE CLOCKED IN'
  }
}
