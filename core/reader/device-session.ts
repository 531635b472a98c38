/** One device from its opening to its end: quiet first, then its reports, then lost once or closed, and never both. */
import type { PcproxProtocol } from '../badge/pcprox.ts'
import type { Presented } from '../badge/presented.ts'
import type { HidFault, HidHandle, HidSource } from './hid-source.ts'
import { pollPcprox } from './poll-pcprox.ts'
import type { Timers } from './timers.ts'

export type SessionParts = Timers & {
  source: HidSource
  path: string
  /** Feature reports that it is told when it is opened, in order. */
  startReports: readonly Uint8Array[]
  /** How a device is asked from which nothing comes by itself; null: it sends reports. */
  protocol: PcproxProtocol | null
  onReady: () => void
  onReport: (report: Uint8Array) => void
  /** What a device that is asked has answered, and what it came to. */
  onAnswer: (answer: Uint8Array) => void
  onPresented: (presented: Presented) => void
  /** Once at most, and not after `close`; `close` is still to be called. */
  onLost: (fault: HidFault) => void
}

export type Session = {
  /** Lets go of the device; resolves when that is done, or has taken too long. */
  close: () => Promise<void>
}

/**
 * Reports so soon after the opening, or after one of those, are dropped: they may be old ones that were held back, or the
 * end of a badge whose beginning nobody has seen (ours; readers type a character in about 40 ms).
 */
const quietMs = 150
/** A device that never is quiet sends for ever what is no badge; it is read nevertheless. */
const longestQuietMs = 2000
/** Closing takes about 50 ms; a driver that hangs must not hang the station. */
export const closeLimitMs = 2000

export function openSession(parts: SessionParts): Session {
  const { source, path, protocol, setTimer, nowMs } = parts
  let state: 'opening' | 'quiet' | 'ready' | 'over' = 'opening'
  let stopTimer = (): void => {}
  let stopPolling = (): void => {}
  let openedAtMs = 0
  let becomeQuiet = (): void => {}

  const end = (): void => {
    state = 'over'
    stopTimer()
    stopPolling()
  }
  const lose = (fault: HidFault): void => {
    if (state === 'over') return
    end()
    parts.onLost(fault)
  }
  const become = (handle: HidHandle): void => {
    state = 'ready'
    parts.onReady()
    // Whoever heard that may have closed it.
    if (protocol !== null && isReady()) stopPolling = pollPcprox({ ...parts, handle, protocol, onLost: lose })
  }
  const isReady = (): boolean => state === 'ready'
  const waitForQuiet = (): void => {
    stopTimer()
    stopTimer = setTimer(becomeQuiet, quietMs)
  }
  const onReport = (report: Uint8Array): void => {
    if (state === 'ready') parts.onReport(report)
    else if (state === 'quiet' && nowMs() - openedAtMs < longestQuietMs) waitForQuiet()
  }

  /** One that will not be told may have been told before, and sends nevertheless. */
  const tellStart = async (handle: HidHandle): Promise<void> => {
    for (const report of parts.startReports) await handle.sendFeature(report).catch(() => {})
  }

  const opening = source.open(path, { onReport: protocol === null ? onReport : null, onLost: lose }).then((outcome) => {
    if (outcome.type === 'failed') {
      lose(outcome.fault)
      return null
    }
    if (state === 'opening') {
      openedAtMs = nowMs()
      state = 'quiet'
      becomeQuiet = () => become(outcome.handle)
      void tellStart(outcome.handle)
      if (protocol === null) waitForQuiet()
      else become(outcome.handle)
    }
    return outcome.handle
  })

  let closing: Promise<void> | null = null
  return {
    close: () => {
      end()
      closing ??= within(
        opening.then((handle) => handle?.close()),
        closeLimitMs,
        setTimer,
      )
      return closing
    },
  }
}

function within(work: Promise<unknown>, limitMs: number, setTimer: Timers['setTimer']): Promise<void> {
  return new Promise((resolve) => {
    const stop = setTimer(resolve, limitMs)
    const finish = (): void => {
      stop()
      resolve()
    }
    work.then(finish, finish)
  })
}
