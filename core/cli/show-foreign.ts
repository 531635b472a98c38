/**
 * Words from another machine, for a terminal: what would steer it, start a line of its own or turn the order of letters
 * round is shown as a mark.
 */
export function showForeign(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
