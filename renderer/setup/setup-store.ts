/**
 * Outlives the screen: whoever was half done when the station was restarted goes on where they were. Not the setup itself:
 * once there is a station, whoever made it, the PIN and the keys that were typed here are gone.
 */
import { create } from 'zustand'
import type { SetupView } from '../../core/contract/contract.ts'
import { isLanguage } from '../../core/contract/languages.ts'
import type { SetupDevice } from '../../core/contract/setup-calls.ts'
import { type SetupStep, setupSteps } from './find-draft-faults.ts'
import { refineReaders } from './match-readers.ts'
import { createDraft, type Draft } from './setup-draft.ts'

type SetupState = {
  draft: Draft | null
  step: SetupStep
  /** Steps that somebody wanted to leave: what is wrong in them is said. */
  judged: ReadonlySet<SetupStep>
  /** What the station found, by path, in its own words, until the next change or attempt. */
  refused: ReadonlyMap<string, string>
  /** The same for the end of the summary, and what belongs to no field. */
  refusal: readonly string[]
  begin: (kiosk: KioskStore, view: SetupView, language: string) => void
  change: (change: Partial<Draft>) => void
  /** What is plugged in now tells the readers of the draft apart; nobody has changed anything. */
  seeDevices: (devices: readonly SetupDevice[]) => void
  judge: (step: SetupStep) => void
  refuse: (faults: readonly { path: string; expected: string }[]) => void
  refuseInWords: (words: string) => void
  forgetRefusal: () => void
  go: (step: SetupStep) => void
}

/** Of the kiosk that the setup is shown by, for as long as that lasts. */
type KioskStore = { subscribe: (listener: (state: { station: object | null; isSetUp: boolean }) => void) => () => void }

const unrefused = { refused: new Map<string, string>(), refusal: [] }

const nothing: Pick<SetupState, 'draft' | 'step' | 'judged' | 'refused' | 'refusal'> = {
  draft: null,
  step: 'language',
  judged: new Set(),
  ...unrefused,
}

export const useSetupStore = create<SetupState>((set, get) => ({
  ...nothing,
  begin: (kiosk, view, language) => {
    if (get().draft !== null) return
    set({ draft: createDraft(view.zone, isLanguage(language) ? language : 'en') })
    // The screen itself may be gone by then, as while the station is away.
    const unsubscribe = kiosk.subscribe(({ station, isSetUp }) => {
      if (station === null && !isSetUp) return
      unsubscribe()
      set(nothing)
    })
  },
  change: (change) => set(({ draft }) => ({ draft: draft && { ...draft, ...change }, ...unrefused })),
  seeDevices: (devices) =>
    set(({ draft }) => {
      const readers = draft && refineReaders(draft.readers, devices)
      return JSON.stringify(readers) === JSON.stringify(draft?.readers)
        ? {}
        : { draft: draft && readers && { ...draft, readers } }
    }),
  judge: (step) => set(({ judged }) => ({ judged: new Set([...judged, step]) })),
  refuse: (faults) =>
    set({
      refused: new Map(faults.map(({ path, expected }) => [path, expected])),
      refusal: faults.map(({ path, expected }) => `${path}: ${expected}`),
    }),
  refuseInWords: (words) => set({ refused: new Map(), refusal: [words] }),
  forgetRefusal: () => set(unrefused),
  go: (step) => set({ step }),
}))

export function stepAfter(step: SetupStep, by: 1 | -1): SetupStep | null {
  return setupSteps[setupSteps.indexOf(step) + by] ?? null
}
