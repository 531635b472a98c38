/**
 * A keyboard-type reader whose device the station reads goes on typing into the window wherever its keystrokes are not kept
 * away (`foyer readers udev`). Its badge then comes twice, and only the device's is meant: that one knows its reader.
 */
import type { Presented } from '../badge/presented.ts'

/** How long the window waits for the device: its keys are judged some 100 ms after the last one (ours). */
const holdMs = 300
/** How long after the device the window may still be typing (a slow reader's terminator; ours). */
const echoMs = 1500

type FromDevice = { presented: Presented; atMs: number }

export function createWindowEcho(parts: {
  /** A clock that nobody can set. */
  nowMs: () => number
  setTimer: (run: () => void, delayMs: number) => () => void
}): {
  fromDevice: (presented: Presented) => void
  /** Calls `pass` now or a little later, or never, if a device said the same. `isNamed`: `station.json` has that window reader. */
  fromWindow: (presented: Presented, isNamed: boolean, pass: () => void) => void
  close: () => void
} {
  const { nowMs, setTimer } = parts
  let recent: FromDevice[] = []
  const held = new Set<{ presented: Presented; isNamed: boolean; stop: () => void }>()

  return {
    fromDevice: (presented) => {
      const atMs = nowMs()
      recent = [...recent.filter((each) => atMs - each.atMs < echoMs), { presented, atMs }]
      for (const each of held) {
        if (!isEcho(each.presented, each.isNamed, presented)) continue
        each.stop()
        held.delete(each)
        // One badge, one echo: the next one of the same number is a badge of its own.
        recent = recent.filter(({ presented: other }) => other !== presented)
        return
      }
    },
    fromWindow: (presented, isNamed, pass) => {
      const atMs = nowMs()
      const said = recent.find((each) => atMs - each.atMs < echoMs && isEcho(presented, isNamed, each.presented))
      if (said) {
        recent = recent.filter((each) => each !== said)
        return
      }
      const own = { presented, isNamed, stop: () => {} }
      own.stop = setTimer(() => {
        held.delete(own)
        pass()
      }, holdMs)
      held.add(own)
    },
    close: () => {
      for (const { stop } of held) stop()
      held.clear()
    },
  }
}

/** Whether what came through the window is what the device said: the same text, with whatever the reader puts around it. */
function isEcho(typed: Presented, isNamed: boolean, said: Presented): boolean {
  if (said.type === 'text' && typed.type === 'text') {
    return typed.text.includes(said.text) || said.text.includes(typed.text)
  }
  // Bits or a serial are typed as some number that nobody knows here; a reader that has a name of its own types its own.
  return !isNamed
}
