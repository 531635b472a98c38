import type { BadgeNumber } from '../../core/badge/badge-number.ts'
import { type CardRow, findHeldCards } from '../../core/people/held-card-store.ts'
import type { ReadableDb } from '../../core/store/database.ts'

/** Every known card that `number` may be, whoever holds it. */
export function findCards(db: ReadableDb, number: BadgeNumber): CardRow[] {
  return findHeldCards(db, number, 0).map(({ card }) => card)
}
