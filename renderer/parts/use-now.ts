import { useEffect, useState } from 'react'

/** The time, as often as the second changes. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNowMs(Date.now())
      // Aimed at the next full second: an interval would drift and now and then skip one.
      timer = setTimeout(tick, 1000 - (Date.now() % 1000))
    }
    timer = setTimeout(tick, 1000 - (Date.now() % 1000))
    return () => clearTimeout(timer)
  }, [])
  return nowMs
}
