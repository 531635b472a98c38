/** What may be changed about somebody's hours, what is said when it is done, and what takes it back. */

export type Whose = { employeeNumber: string; displayName: string }

export type PeriodChange =
  /** Gives the end that is missing. */
  | { type: 'settle'; eventId: string; missing: 'in' | 'out'; aroundMs: number }
  | { type: 'move'; eventId: string; kind: 'in' | 'out'; atMs: number }
  | { type: 'undo'; eventId: string; kind: 'in' | 'out'; atMs: number }
  | { type: 'remove'; eventId: string; startedMs: number | null }
  | { type: 'add'; aroundMs: number }

/** `undo` null: the station cannot take it back. */
export type DoneChange = Whose & { words: string; undo: PeriodChange | null }

/** A text, and the instants that it names. `given`: as they stood in the fields of the dialog. */
export function describeDone(
  change: PeriodChange,
  given: { atMs: number; untilMs: number },
): [key: string, instants: Record<string, number>] {
  switch (change.type) {
    case 'settle':
      return [`console.hours.acts.settled.${change.missing}`, { time: given.atMs }]
    case 'move':
      return [`console.hours.acts.corrected.${change.kind}`, { time: given.atMs }]
    case 'undo':
      return [`console.hours.done.undo.${change.kind}`, { time: change.atMs }]
    case 'remove':
      return ['console.hours.done.remove', {}]
    case 'add':
      return ['console.hours.done.add', { from: given.atMs, until: given.untilMs }]
    default:
      return change satisfies never
  }
}

/** @param events what the station wrote for the change. What was undone cannot be brought back. */
export function findUndo(change: PeriodChange, events: readonly string[], atMs: number): PeriodChange | null {
  const [eventId] = events
  if (eventId === undefined) return null
  switch (change.type) {
    case 'settle':
      return { type: 'undo', eventId, kind: change.missing, atMs }
    case 'move':
      return { type: 'undo', eventId, kind: change.kind, atMs }
    case 'add':
      return { type: 'remove', eventId, startedMs: atMs }
    case 'undo':
    case 'remove':
      return null
    default:
      return change satisfies never
  }
}
