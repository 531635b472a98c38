import { useEffect, useRef } from 'react'

/** Now and then, not all day: a picture that never rests keeps the computer behind it from resting (ours). */
const playEveryMs = 12_000
const playMs = 2400

/** A badge under a reader's waves: what to do, for whoever does not read the words. */
export function BadgePicture() {
  const picture = useRef<SVGSVGElement>(null)
  useEffect(() => {
    const play = () => {
      if (picture.current) playOnce(picture.current)
    }
    play()
    const timer = setInterval(play, playEveryMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <svg ref={picture} className="badge-picture" viewBox="0 0 160 200" aria-hidden="true">
      <g className="badge-waves">
        <path d="M52 50 a40 40 0 0 1 56 0" />
        <path d="M38 34 a60 60 0 0 1 84 0" />
        <path d="M24 18 a80 80 0 0 1 112 0" />
      </g>
      <g className="badge-card">
        <rect className="badge-card-body" x="38" y="68" width="84" height="124" rx="12" />
        <rect className="badge-card-slot" x="67" y="79" width="26" height="7" rx="3.5" />
        <circle className="badge-card-face" cx="80" cy="118" r="14" />
        <path className="badge-card-face" d="M54 156 a26 22 0 0 1 52 0 Z" />
        <rect className="badge-card-line" x="54" y="168" width="52" height="7" rx="3.5" />
      </g>
    </svg>
  )
}

/** The badge rises towards the reader and the waves answer, one after the other. */
function playOnce(picture: SVGSVGElement): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const timing = { duration: playMs, easing: 'ease-in-out' }
  const rise = ['translateY(0)', 'translateY(-8px)', 'translateY(0)'].map((transform) => ({ transform }))
  picture.querySelector('.badge-card')?.animate(rise, timing)
  for (const [index, wave] of picture.querySelectorAll('.badge-waves path').entries()) {
    const answer = [1, 0.25, 1, 1].map((opacity) => ({ opacity }))
    wave.animate(answer, { ...timing, delay: index * 220 })
  }
}
