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
 * Whether what a station says that happened changes nothing (ours): the person comes to stand so, and nothing is toggled. An
 * *in* of somebody who is in goes on with what is open ("moved") unless the station forces it, and an *out* of somebody who
 * is out ends nothing. Either is kept for the other stations all the same.
 */
export function isToldInVain(punch: PunchKind, { isForced, isOpen }: { isForced: boolean; isOpen: boolean }): boolean {
  switch (punch) {
    case 'in':
      return isOpen && !isForced
    case 'force-in':
      return false
    case 'out':
      return !isOpen
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
