import { useEffect, useState } from 'react'
import { useKiosk, useKioskState } from '../kiosk/kiosk-context.ts'
import type { Plugged } from './setup-context.ts'
import type { DraftReader } from './setup-draft.ts'

/** A plug is seen within a moment, and nobody else asks the station for anything meanwhile (ours). */
const lookEveryMs = 1500

/** What is plugged in, as it comes and goes, and the readers of the draft opened, so that a card can be tried at them. */
export function usePlugged(readers: readonly DraftReader[]): Plugged | null {
  const { call } = useKiosk()
  const isOpen = useKioskState((state) => state.connection.type === 'open')
  const [plugged, setPlugged] = useState<Plugged | null>(null)
  // Whatever else is said of a reader is no reason to let go of it and open it again.
  const wanted = JSON.stringify(readers.map(({ id, device }) => ({ id, ...(device && { device }) })))

  useEffect(() => {
    if (!isOpen) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const answer = await call('listSetupDevices', {})
      if (isOver) return
      if (answer.type === 'devices') setPlugged(answer)
      timer = setTimeout(() => void look(), lookEveryMs)
    }
    void call('hearSetupReaders', { readers: JSON.parse(wanted) }).then(look)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [call, isOpen, wanted])
  return plugged
}
