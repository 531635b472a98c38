/** Finding people as one types: by any part of their number, name or email, in whatever order the parts are typed. */

/** Someone to be found. `text`: what they are found by, as `foldText` makes it. */
export type Findable = { personId: number; number: string; text: string }

/** Between the parts of `Findable.text`: nobody types it. */
const partsEnd = '\n'

/**
 * Letters without their marks and without case, so that “muller” finds Müller and “ÖZ” finds Öz (ours: Unicode's
 * compatibility decomposition, its marks left out).
 */
export function foldText(text: string): string {
  // Most names are ASCII, and there are fifty thousand of them.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

export function toFindable(
  personId: number,
  { employeeNumber, displayName, email }: { employeeNumber: string; displayName: string; email: string | null },
): Findable {
  const number = foldText(employeeNumber)
  return { personId, number, text: [number, foldText(displayName), foldText(email ?? '')].join(partsEnd) }
}

/** Whom every word of `query` fits, in the order given, but whoever has it for their number, or the beginning of it, first. */
export function findPeople(people: readonly Findable[], query: string): number[] {
  const folded = foldText(query).trim()
  const words = folded.split(/\s+/).filter((word) => word !== '')
  const exact: number[] = []
  const begun: number[] = []
  const others: number[] = []
  for (const { personId, number, text } of people) {
    if (!words.every((word) => text.includes(word))) continue
    if (folded === '' || !number.startsWith(folded)) others.push(personId)
    else (number === folded ? exact : begun).push(personId)
  }
  return [...exact, ...begun, ...others]
}
