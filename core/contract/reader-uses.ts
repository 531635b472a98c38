/** What a reader is for. `enrol` clocks nobody: what it reads is told to the screens, so that a card can be handed out. */
export const readerUses = ['toggle', 'in', 'out', 'enrol'] as const
export type ReaderUse = (typeof readerUses)[number]
