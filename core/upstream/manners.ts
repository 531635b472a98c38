import type { Trouble } from './post-wire.ts'

/**
 * Who was answered properly and who was not. An answer in words that nobody documents may come from a proxy that gives it
 * to everybody, so it refuses a row only if the row got it twice and others were answered properly in between.
 */
export type Manners = {
  begin: () => void
  noteProper: (rowId: number) => void
  /** True once nobody has been answered properly although several were asked: nobody will be now. */
  noteImproper: (rowId: number, why: string) => boolean
  /** Set where nobody was answered properly since the beginning. */
  findTrouble: () => Trouble | null
  isAlone: (row: { rowId: number; wasSent?: boolean }) => boolean
}

/** So many rows alone have to get such an answer, and none a proper one, before the others are spared. */
const mostImproper = 4
/** Enough for every row that such an answer can meet at a time; forgotten ones are asked once more. */
const mostRemembered = 10_000

export function createManners(): Manners {
  let turn = 0
  let lastProperTurn = -1
  let beganTurn = 0
  let improper = 0
  let lastWhy = ''
  const turnByRow = new Map<number, number>()
  const hasProper = () => lastProperTurn > beganTurn
  return {
    begin: () => {
      beganTurn = turn
      improper = 0
    },
    noteProper: (rowId) => {
      turn += 1
      lastProperTurn = turn
      turnByRow.delete(rowId)
    },
    noteImproper: (rowId, why) => {
      turn += 1
      lastWhy = why
      improper += 1
      if (turnByRow.size >= mostRemembered) turnByRow.clear()
      turnByRow.set(rowId, turn)
      return !hasProper() && improper >= mostImproper
    },
    findTrouble: () =>
      improper === 0 || hasProper() ? null : { cause: 'configuration', why: lastWhy, retryAfter: undefined },
    isAlone: ({ rowId, wasSent }) => {
      const before = turnByRow.get(rowId)
      const isKnown = before === undefined ? wasSent === true && hasProper() : lastProperTurn > before
      if (isKnown) turnByRow.delete(rowId)
      return isKnown
    },
  }
}
