import { useEffect, useState } from 'react'

/** True until the instant has come. */
export function useIsBefore(untilMs: number | null): boolean {
  const [passedMs, setPassedMs] = useState<number | null>(null)
  useEffect(() => {
    if (untilMs === null) return
    const timer = setTimeout(() => setPassedMs(untilMs), Math.max(0, untilMs - Date.now()))
    return () => clearTimeout(timer)
  }, [untilMs])
  return untilMs !== null && passedMs !== untilMs
}
