type Range = { type: string; subtype: string; quality: number; position: number }

/**
 * Which of `offered` a caller would rather have by `Accept` (RFC 9110, “Accept”): the one with the highest quality, of
 * several the one named first. The first of `offered` where the header is absent or names none of them (ours: nobody is
 * refused for it).
 */
export function pickMediaType<Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type {
  const ranges = (accept ?? '').split(',').flatMap(readRange)
  let best: { offer: Type; quality: number; position: number } | null = null
  for (const offer of offered) {
    const range = findRange(ranges, offer)
    if (!range || range.quality === 0) continue
    const { quality, position } = range
    if (!best || quality > best.quality || (quality === best.quality && position < best.position)) {
      best = { offer, quality, position }
    }
  }
  return best?.offer ?? offered[0]
}

function readRange(text: string, position: number): Range[] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const [type = '', subtype = ''] = name.split('/')
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))
  const quality = weight === undefined ? 1 : Number(weight.replace(/^q\s*=\s*/, ''))
  return type && subtype ? [{ type, subtype, quality: quality >= 0 && quality <= 1 ? quality : 0, position }] : []
}

/** The most specific range that holds it speaks for it. */
function findRange(ranges: readonly Range[], offer: string): Range | undefined {
  const [type, subtype] = offer.split('/')
  return (
    ranges.find((range) => range.type === type && range.subtype === subtype) ??
    ranges.find((range) => range.type === type && range.subtype === '*') ??
    ranges.find((range) => range.type === '*' && range.subtype === '*')
  )
}
