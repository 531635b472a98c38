/** What a reader presented, whichever kind it is: text that was typed or scanned, a card's own bits, or a chip's serial. */
export type Presented =
  | { type: 'text'; text: string }
  /** `bits`: `0` and `1`, the first received first. `isParityStripped`: the reader took the parity bits away unchecked. */
  | { type: 'bits'; bits: string; isParityStripped: boolean }
  /** A chip's serial in the order in which the reader sent it. */
  | { type: 'serial'; bytes: Uint8Array }
  /** Why it is none, in plain words. */
  | { type: 'unreadable'; why: string }
