/** What the connectors have in common in reading an answer's body. */

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Enough of the server's words for a person to act on; a page of HTML is not kept. */
export function shorten(words: string): string {
  return words.length <= 500 ? words : `${words.slice(0, 499)}…`
}
