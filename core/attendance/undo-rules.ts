/** Which tap may be taken back by whoever made it. */

export type UndoRefusal = 'too-late' | 'already-undone' | 'not-a-tap' | 'superseded'

/**
 * Only a person's newest counted tap can be undone, once, and only until its deadline: an older one has been built upon,
 * and is a correction for a supervisor.
 */
export function findUndoRefusal(facts: {
  kind: 'in' | 'out' | 'refused' | 'undo'
  isUndone: boolean
  isNewest: boolean
  nowMs: number
  undoUntilMs: number
}): UndoRefusal | null {
  if (facts.kind !== 'in' && facts.kind !== 'out') return 'not-a-tap'
  if (facts.isUndone) return 'already-undone'
  if (facts.nowMs > facts.undoUntilMs) return 'too-late'
  if (!facts.isNewest) return 'superseded'
  return null
}
