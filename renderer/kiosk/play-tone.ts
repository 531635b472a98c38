/** A short sound per outcome, told apart by its shape and not only by its pitch: up, down, twice the same, a low double. */
import type { Tone } from './describe-result.ts'

type Note = { hertz: number; atMs: number; forMs: number; wave: OscillatorType }

const notesByTone: Record<Tone, Note[]> = {
  in: [note(587, 0, 110), note(880, 100, 190)],
  out: [note(880, 0, 110), note(587, 100, 190)],
  repeat: [note(698, 0, 80), note(698, 130, 80)],
  refused: [note(185, 0, 180, 'sawtooth'), note(147, 210, 280, 'sawtooth')],
  undone: [note(659, 0, 90), note(523, 90, 90), note(440, 180, 160)],
}

const loudness = 0.22
const fadeMs = 12
/** A browser may hold sound back until somebody touches it; by then the outcome is history. */
const latestMs = 400

let context: AudioContext | null = null

/** A machine without sound, or a browser that waits for a touch first, stays silent. */
export function playTone(tone: Tone): void {
  try {
    context ??= new AudioContext()
    const sounding = context
    const play = () => {
      for (const each of notesByTone[tone]) playNote(sounding, each)
    }
    if (sounding.state === 'running') {
      play()
      return
    }
    const wantedAtMs = performance.now()
    const playIfStillTrue = () => {
      if (performance.now() - wantedAtMs < latestMs) play()
    }
    void sounding.resume().then(playIfStillTrue, () => {})
  } catch {
    context = null
  }
}

function playNote(sounding: AudioContext, { hertz, atMs, forMs, wave }: Note): void {
  const startAt = sounding.currentTime + atMs / 1000
  const endAt = startAt + forMs / 1000
  const oscillator = sounding.createOscillator()
  const gain = sounding.createGain()
  const peak = wave === 'sawtooth' ? loudness / 2 : loudness
  oscillator.type = wave
  oscillator.frequency.value = hertz
  // Faded in and out, because a tone that is cut off clicks.
  gain.gain.setValueAtTime(0, startAt)
  gain.gain.linearRampToValueAtTime(peak, startAt + fadeMs / 1000)
  gain.gain.setValueAtTime(peak, endAt - fadeMs / 1000)
  gain.gain.linearRampToValueAtTime(0, endAt)
  oscillator.connect(gain).connect(sounding.destination)
  oscillator.start(startAt)
  oscillator.stop(endAt)
}

function note(hertz: number, atMs: number, forMs: number, wave: OscillatorType = 'sine'): Note {
  return { hertz, atMs, forMs, wave }
}
