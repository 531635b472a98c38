/**
 * Takes a still at every tap that counts, where the setting `photo` is on, and hands it to the station. It looks on: a tap is
 * decided and shown before any of this happens, and goes as ever when none of it does. Loaded only where it is wanted.
 */
import type { StationView } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import type { Kiosk } from '../kiosk/kiosk-state.ts'
import { encodeWithin } from './encode-within.ts'
import { type Camera, type CameraState, keepCamera } from './keep-camera.ts'

/** Enough to know a face by, and small (ours). Frames that nobody takes cost little at this pace. */
const wanted = {
  audio: false,
  video: { width: { ideal: 480 }, height: { ideal: 360 }, frameRate: { ideal: 10, max: 15 }, facingMode: 'user' },
} as const satisfies MediaStreamConstraints

/** A decision that is older was not made just now: it was replayed, or the machine slept (ours). */
const freshMs = 5000

/** Starts with the kiosk's next word, and ends with the page. */
export function takePhotos(kiosk: Kiosk): void {
  let camera: Camera<OffscreenCanvas> | null = null
  let state: CameraState | null = null
  /** The camera sends pictures, and no photo comes of them. */
  let isFruitless = false
  const tell = (): void => {
    if (state !== null) void kiosk.call('tellCamera', { state: isFruitless ? 'failed' : state })
  }
  const follow = (isOn: boolean): void => {
    if (isOn && camera === null) {
      camera = openCamera((next) => {
        state = next
        isFruitless = false
        tell()
      })
    } else if (!isOn) {
      camera?.close()
      camera = null
      state = null
    }
  }

  const isWanted = (station: StationView | null): boolean => station !== null && station.photo !== null

  kiosk.store.subscribe(({ station }, before) => {
    if (station === before.station) return
    follow(isWanted(station))
    // A station that was started anew knows nothing of our camera.
    tell()
  })
  kiosk.hearDecisions((decision) => {
    if (isPhotographed(decision)) void afterPaint().then(() => takeOrTell(decision.eventId))
  })
  // The page may have gone on while this was loaded.
  follow(isWanted(kiosk.store.getState().station))
  navigator.mediaDevices?.addEventListener('devicechange', () => camera?.lookAgain())

  /** Such as on a browser that is older than what is asked of it here. */
  async function takeOrTell(eventId: string): Promise<void> {
    const wasFruitless = isFruitless
    try {
      const outcome = await take(eventId)
      if (outcome !== 'none') isFruitless = outcome === 'fruitless'
    } catch {
      isFruitless = true
    }
    if (isFruitless !== wasFruitless) tell()
  }

  /** `none`: there was nothing to take one of, or the station had a reason that is not the camera's. */
  async function take(eventId: string): Promise<'kept' | 'none' | 'fruitless'> {
    const { station } = kiosk.store.getState()
    const still = await camera?.still()
    if (!still || !station?.photo) return 'none'
    const jpeg = await encodeWithin(
      (quality) => still.convertToBlob({ type: 'image/jpeg', quality }),
      station.photo.maxBytes,
    )
    if (jpeg === null) return 'fruitless'
    const answer = await kiosk.call('keepPhoto', { eventId, jpeg: jpeg.toBase64() })
    if (answer.type === 'kept') return 'kept'
    return answer.type === 'not-kept' && (answer.why === 'too-large' || answer.why === 'not-a-jpeg')
      ? 'fruitless'
      : 'none'
  }
}

/** A tap that counted, and just now. What was refused clocks nobody, so nobody was badged for. */
function isPhotographed(decision: Decision): decision is Decision & { eventId: string } {
  const { outcome, eventId, atMs } = decision
  return (outcome === 'in' || outcome === 'out') && eventId !== null && Math.abs(Date.now() - atMs) < freshMs
}

/** When what was just set is on screen. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

function openCamera(onState: (state: CameraState) => void): Camera<OffscreenCanvas> {
  return keepCamera({
    open: async () => {
      const stream = await navigator.mediaDevices.getUserMedia(wanted)
      const [track] = stream.getVideoTracks()
      if (track === undefined) throw new DOMException('a stream without a picture', 'NotFoundError')
      return track
    },
    grab: grabFrame,
    setTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    onState,
  })
}

/** Of W3C, “MediaStream Image Capture”, which TypeScript's own types leave out. */
type FrameGrabber = ImageCapture & { grabFrame: () => Promise<ImageBitmap> }

async function grabFrame(track: MediaStreamTrack): Promise<OffscreenCanvas> {
  const frame = await (new ImageCapture(track) as FrameGrabber).grabFrame()
  // Whatever the camera gives.
  const scale = Math.min(1, wanted.video.width.ideal / Math.max(frame.width, frame.height))
  const canvas = new OffscreenCanvas(Math.round(frame.width * scale), Math.round(frame.height * scale))
  canvas.getContext('2d')?.drawImage(frame, 0, 0, canvas.width, canvas.height)
  frame.close()
  return canvas
}
