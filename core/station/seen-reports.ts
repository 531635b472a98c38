/** The newest reports of all readers and what they came to, in memory alone: whoever sets a reader up looks at them. */

import { reportToHex } from '../badge/keyboard-report.ts'
import type { Presented } from '../badge/presented.ts'
import { readPresented } from '../badge/read-badge.ts'
import type { SeenReport } from '../contract/contract.ts'
import type { ReaderSettings } from '../contract/reader-settings.ts'

export type SeenReports = {
  addReport: (reader: string, report: Uint8Array) => void
  addPresented: (presented: Presented, reader: ReaderSettings) => void
  /** Those after number `after`, oldest first, as far as they are still there; null: none. */
  list: (after: number | null) => { last: number; reports: SeenReport[] }
}

/** A badge is some thirty reports (ours). */
const kept = 512

export function createSeenReports(nowMs: () => number): SeenReports {
  const ring: { atMs: number; what: () => SeenReport['what']; reader: string }[] = []
  let last = 0
  const add = (reader: string, what: () => SeenReport['what']): void => {
    // A report costs a tap its place in the ring and no more; what it means is worked out for whoever asks.
    ring[last % kept] = { atMs: nowMs(), reader, what }
    last += 1
  }
  return {
    addReport: (reader, report) => add(reader, () => ({ type: 'report', hex: reportToHex(report) })),
    addPresented: (presented, reader) => add(reader.id, () => describePresented(presented, reader)),
    list: (after) => {
      const reports: SeenReport[] = []
      const first = Math.max(after ?? last, last - kept, 0)
      for (let index = first; index < last; index++) {
        const entry = ring[index % kept]
        if (entry) reports.push({ number: index + 1, atMs: entry.atMs, reader: entry.reader, what: entry.what() })
      }
      return { last, reports }
    },
  }
}

export function describePresented(presented: Presented, reader: ReaderSettings): SeenReport['what'] {
  const reading = readPresented(presented, reader)
  return {
    type: 'presented',
    text: sayPresented(presented),
    candidates: reading.type === 'read' ? reading.candidates : [],
    why: reading.type === 'unreadable' ? reading.why : null,
  }
}

function sayPresented(presented: Presented): string | null {
  switch (presented.type) {
    case 'text':
      return presented.text
    case 'bits':
      return presented.bits
    case 'serial':
      return reportToHex(presented.bytes)
    case 'unreadable':
      return null
    default:
      return presented satisfies never
  }
}
