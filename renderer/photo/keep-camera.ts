/**
 * Keeps a camera ready, over and over: one that is absent, refused, unplugged or stuck is asked for again after a growing
 * while, and at once when something was plugged in. Whoever wants a still gets one or none, within a second; nothing throws.
 */
import type { Request } from '../../core/contract/contract.ts'

export type CameraState = Request<'tellCamera'>['state']

/** As much of a `MediaStreamTrack` as is used here. */
export type CameraTrack = { stop: () => void; addEventListener: (name: 'ended', listener: () => void) => void }

export type CameraParts<Track extends CameraTrack, Frame> = {
  /** Asks the browser; may reject, and may never answer. */
  open: () => Promise<Track>
  /** The next frame, and none that was there before; may reject, and may never answer. */
  grab: (track: Track) => Promise<Frame>
  /** Runs once after `delayMs`; the answer calls it off. */
  setTimer: (run: () => void, delayMs: number) => () => void
  onState: (state: CameraState) => void
}

export type Camera<Frame> = {
  /** Null: there is no camera now. */
  still: () => Promise<Frame | null>
  /** Something was plugged in or pulled out. */
  lookAgain: () => void
  close: () => void
}

/** All ours: how long a camera may take to open, and for a frame. Some need several seconds to wake up. */
const openWithinMs = 15_000
const frameWithinMs = 1000
const retryDelaysMs = [2000, 10_000, 60_000]

export function keepCamera<Track extends CameraTrack, Frame>(parts: CameraParts<Track, Frame>): Camera<Frame> {
  const { setTimer, onState } = parts
  /** Grows by one with every attempt: what an earlier one brings comes too late. */
  let attempt = 0
  let failures = 0
  let isClosed = false
  let track: Track | null = null
  /** A frame that is on its way comes after every tap that waits for it. */
  let grabbing: Promise<Frame | null> | null = null
  let callOff = (): void => {}

  function open(): void {
    callOff()
    attempt++
    const own = attempt
    callOff = setTimer(() => own === attempt && fail('silent'), openWithinMs)
    openTrack().then(
      (opened) => {
        if (own !== attempt || isClosed) opened.stop()
        else use(opened)
      },
      (error: unknown) => own === attempt && fail(toState(error)),
    )
  }

  /** What throws at once is no different from what rejects. */
  async function openTrack(): Promise<Track> {
    return parts.open()
  }

  function use(opened: Track): void {
    callOff()
    track = opened
    opened.addEventListener('ended', () => {
      if (track === opened) fail('absent')
    })
    onState('ready')
  }

  function fail(state: CameraState): void {
    if (isClosed) return
    attempt++
    track?.stop()
    track = null
    grabbing = null
    onState(state)
    callOff()
    callOff = setTimer(open, retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0)
    failures++
  }

  async function grabWithin(from: Track): Promise<Frame | null> {
    const late = Promise.withResolvers<null>()
    const stop = setTimer(() => late.resolve(null), frameWithinMs)
    try {
      const frame = await Promise.race([parts.grab(from), late.promise])
      // A camera that has stopped sending is not closed by itself.
      if (frame === null && track === from) fail('silent')
      else if (frame !== null) failures = 0
      return frame
    } catch {
      if (track === from) fail('failed')
      return null
    } finally {
      stop()
    }
  }

  open()
  return {
    still: async () => {
      if (track === null) return null
      const own = grabbing ?? grabWithin(track)
      grabbing = own
      const frame = await own
      if (grabbing === own) grabbing = null
      return frame
    },
    lookAgain: () => {
      if (track === null && !isClosed) open()
    },
    close: () => {
      isClosed = true
      callOff()
      track?.stop()
      track = null
    },
  }
}

/** W3C, “Media Capture and Streams”, getUserMedia: the names of its errors. */
function toState(error: unknown): CameraState {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent'
    default:
      return 'failed'
  }
}
