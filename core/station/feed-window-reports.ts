/** What keyboards typed into the window, as a screen sends it: into a reader's input, as if it had come from a device. */
import { hexToReport } from '../badge/keyboard-report.ts'
import type { Presented } from '../badge/presented.ts'
import type { Request } from '../contract/contract.ts'

/** Of the one reader that the reports are of. */
export type WindowInput = {
  feed: (report: Uint8Array) => void
  /** Ends what is half sent. */
  flush: () => void
  take: (presented: Presented) => void
}

const whyGarbled =
  'Keys came into the window as fast as a reader types, but as no badge: two readers at once, or one that station.json has to describe.'

export function feedWindowReports({ reports, end }: Request<'presentReports'>, to: WindowInput): void {
  // One that is not hex reads as a report of no bytes: unreadable, like any other broken one.
  for (const report of reports) to.feed(hexToReport(report) ?? new Uint8Array(0))
  if (end === 'whole') to.flush()
  if (end === 'garbled') to.take({ type: 'unreadable', why: whyGarbled })
}
