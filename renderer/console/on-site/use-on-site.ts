import { useEffect } from 'react'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { useCall } from '../use-call.ts'

export type PersonOnSite = Answer<'listOnSite'>['people'][number]

/** Who is in, looked at again with every tap. */
export function useOnSite() {
  const shownKey = useKioskState((state) => state.shown?.key ?? 0)
  const { asked, again } = useCall('listOnSite', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new result on screen is the reason to look again
  useEffect(() => again(), [shownKey])
  return { asked, again }
}
