import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Kiosk, KioskState } from './kiosk-state.ts'

export const KioskContext = createContext<Kiosk | null>(null)

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext)
  if (kiosk === null) throw new Error('a kiosk screen stands outside of its kiosk')
  return kiosk
}

/** One part of what the kiosk shows; the component is drawn again only when that part changes. */
export function useKioskState<Part>(choose: (state: KioskState) => Part): Part {
  return useStore(useKiosk().store, choose)
}
