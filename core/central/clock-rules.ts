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
