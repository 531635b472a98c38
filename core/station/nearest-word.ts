/**
 * The word of `known` that `word` was probably meant to be: the one with the fewest edits, if these are at most a third
 * of its letters (ours: farther than that a suggestion misleads more often than it helps). Null where none is near.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let nearest: { word: string; edits: number } | null = null
  for (const candidate of known) {
    const edits = countEdits(word.toLowerCase(), candidate.toLowerCase())
    if (edits > Math.max(1, Math.floor(candidate.length / 3))) continue
    if (!nearest || edits < nearest.edits) nearest = { word: candidate, edits }
  }
  return nearest?.word ?? null
}

/** Letters inserted, left out, changed, or swapped with their neighbour (Damerau–Levenshtein, restricted). */
function countEdits(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1
      let edits = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + change)
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1)
      current.push(edits)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}
