import { useEffect, useRef } from 'react'

/** A line that grows shorter until the time is over. Only for eyes, and only for eyes that do not mind motion. */
export function TimeLeft({ untilMs }: { untilMs: number }) {
  const line = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = line.current
    if (element === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const shrinking = element.animate([{ transform: 'scaleX(1)' }, { transform: 'scaleX(0)' }], {
      duration: Math.max(0, untilMs - Date.now()),
      fill: 'forwards',
    })
    return () => shrinking.cancel()
  }, [untilMs])
  return <span ref={line} className="time-left" aria-hidden="true" />
}
