import type { Tone } from '../kiosk/describe-result.ts'

const doorway = 'M62 150 V74 a44 44 0 0 1 88 0 V150'

type Glyph = { door: string | null; ring: boolean; mark: string }

/** Somebody comes through the doorway, goes out of it, was counted before, cannot pass, or takes it back: five outlines. */
const glyphsByTone: Record<Tone, Glyph> = {
  in: { door: doorway, ring: false, mark: 'M10 106 H120 M95 81 L120 106 L95 131' },
  out: { door: doorway, ring: false, mark: 'M110 106 H12 M37 81 L12 106 L37 131' },
  repeat: { door: null, ring: false, mark: 'M8 88 L38 118 L92 52 M74 110 L82 118 L148 40' },
  refused: { door: null, ring: true, mark: 'M50 80 H110' },
  undone: { door: null, ring: false, mark: 'M18 62 H98 a36 36 0 0 1 0 72 H58 M48 30 L16 62 L48 94' },
}

export function DoorGlyph({ tone }: { tone: Tone }) {
  const { door, ring, mark } = glyphsByTone[tone]
  return (
    <svg className="glyph" viewBox="0 0 160 160" aria-hidden="true">
      {door && <path className="glyph-light" d={`${door} Z`} />}
      {door && <path className="glyph-frame" d={door} />}
      {ring && <circle className="glyph-ring" cx="80" cy="80" r="66" />}
      {door && <path className="glyph-gap" d={mark} />}
      <path className="glyph-mark" d={mark} />
    </svg>
  )
}
