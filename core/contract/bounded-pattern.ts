/**
 * Whether a pattern takes a bounded time for any value. A repetition inside a repetition, or a choice inside one, makes
 * JavaScript's expressions try ways without number: `(a+)+$` never ends for 30 letters. They are refused (ours), which
 * forbids some that are harmless; what is left is at most a power of the 256 characters of a value. A reference back is
 * refused for the same reason.
 */
export function isBounded(pattern: string): boolean {
  // Escapes and classes are one character each, as far as repetition goes; a reference back is not.
  if (/\\[1-9k]/.test(pattern.replaceAll('\\\\', ''))) return false
  const plain = pattern.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/gu, 'x')
  const open: { isRepeating: boolean; isChoosing: boolean }[] = [{ isRepeating: false, isChoosing: false }]
  for (let at = 0; at < plain.length; at += 1) {
    const group = open.at(-1)
    const character = plain[at]
    if (!group) return false
    if (character === '(') open.push({ isRepeating: false, isChoosing: false })
    else if (character === '|') group.isChoosing = true
    else if (character === ')') {
      open.pop()
      const isRepeated = isRepetition(plain.slice(at + 1))
      if (isRepeated && (group.isRepeating || group.isChoosing)) return false
      const outer = open.at(-1)
      if (outer && (group.isRepeating || isRepeated)) outer.isRepeating = true
      if (outer && group.isChoosing) outer.isChoosing = true
    } else if (isRepetition(plain.slice(at))) group.isRepeating = true
  }
  return true
}

/** More than a few times: `?` and `{2}` are none, `{2,40}` is. */
function isRepetition(text: string): boolean {
  return /^(?:[*+]|\{\d+,\d*\})/.test(text)
}
