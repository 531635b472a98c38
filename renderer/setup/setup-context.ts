import { createContext, useContext } from 'react'
import type { ReaderView, SetupView } from '../../core/contract/contract.ts'
import type { SetupDevice } from '../../core/contract/setup-calls.ts'
import type { Draft } from './setup-draft.ts'

export type Plugged = { devices: SetupDevice[]; readers: ReaderView[]; fault: string | null }

/** What all steps work on. */
export type Setup = {
  view: SetupView
  draft: Draft
  change: (change: Partial<Draft>) => void
  /** In words, by the path of the field; undefined: nothing to say, or not yet. */
  faultOf: (path: string) => string | undefined
  /** Null: not yet known. */
  plugged: Plugged | null
}

export const SetupContext = createContext<Setup | null>(null)

export function useSetup(): Setup {
  const setup = useContext(SetupContext)
  if (setup === null) throw new Error('a step stands outside of the setup')
  return setup
}
