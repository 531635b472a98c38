/** What short texts may be, for the contract and for screens that say so before they ask: nothing else is imported here. */

/** Of a station or a reader: it stands in addresses, file names and logs. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Four to twelve digits (ours): what a keypad on a screen takes. */
export const pinPattern = /^\d{4,12}$/

/** What no name and no number of a person holds: control characters, halves of a character, and breaks of a line. */
export const unwritable = /[\p{Cc}\p{Cs}\u2028\u2029]/u

/** What stands where bytes were no text: a name in another encoding has lost its letters before it came here. */
const replacement = '\uFFFD'

/** What puts the text around a name into another order: whoever reads it cannot see that it is there (Unicode, “Bidirectional Algorithm”). */
const reordering = /[\u202A-\u202E\u2066-\u2069]/u

/** Longest name of a station and its location in setup (ours): two lines at the top of a tablet. */
export const mostStationName = 80

/** Longest name, employee number and address of a person, in UTF-16 units (ours). */
export const mostPersonName = 200
export const mostEmployeeNumber = 64
export const mostEmail = 254

/** What a name may not hold, in words that a refusal of a file or a request begins with. */
export const nameFaults = {
  unseen: 'expected no control character, and no broken one',
  direction: 'expected no character that changes the direction of the text',
} as const

/**
 * Null: nothing is wrong. Of a name that is given on a screen or a command line; whoever writes `station.json` themselves may have
 * reasons.
 */
export function findNameFault(text: string): keyof typeof nameFaults | null {
  if (unwritable.test(text) || text.includes(replacement)) return 'unseen'
  return reordering.test(text) ? 'direction' : null
}
