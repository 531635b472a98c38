/**
 * The text under which an email address is compared: “Email is case insensitive but otherwise must match exactly”
 * (Maptician, “Set Multiple Maptician Presence Entries (date only)”). Letters of every alphabet, one by one, without
 * looking at the language or at their neighbours; nothing is trimmed or composed (ours).
 *
 * A letter whose small form is longer than one, or is ASCII while it is not (the Kelvin sign), stays as it is: so an
 * address within ASCII only ever meets another within ASCII, which is what an index on `lower(email)` can find.
 */
export function foldEmail(email: string): string {
  if (isAscii(email)) return email.toLowerCase()
  return Array.from(email, foldLetter).join('')
}

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins there.
  return /^[\x00-\x7f]*$/.test(text)
}

function foldLetter(letter: string): string {
  const small = letter.toLowerCase()
  const isOneLetter = [...small].length === 1
  return isOneLetter && isAscii(letter) === isAscii(small) ? small : letter
}
