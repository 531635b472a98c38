import { useEffect } from 'react'

/** Escape leaves what covers the screen, wherever the focus is. */
export function useEscape(leave: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') leave()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [leave])
}
