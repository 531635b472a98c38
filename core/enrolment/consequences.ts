/** What comes of a batch beside its totals, for whoever approves it (ours). */

export type Consequences = {
  /** People who are active, and are not afterwards. */
  becomeInactive: number
  /** Cards that can be used, and cannot afterwards. */
  cardsDie: number
  /** People who have time profiles, and have none afterwards: they may badge at any time. */
  loseTimeProfiles: number
}

export const noConsequences: Consequences = { becomeInactive: 0, cardsDie: 0, loseTimeProfiles: 0 }

/** A sentence for each that is not nothing. */
export function sayConsequences({ becomeInactive, cardsDie, loseTimeProfiles }: Consequences): string[] {
  const sentences: string[] = []
  if (becomeInactive > 0) sentences.push(`${countPeople(becomeInactive)} inactive.`)
  if (cardsDie > 0) sentences.push(cardsDie === 1 ? '1 card dies.' : `${cardsDie} cards die.`)
  if (loseTimeProfiles > 0) {
    sentences.push(
      `${loseTimeProfiles === 1 ? '1 person loses' : `${loseTimeProfiles} people lose`} all time profiles and may badge at any time.`,
    )
  }
  return sentences
}

export function countPeople(count: number): string {
  return count === 1 ? '1 person becomes' : `${count} people become`
}
