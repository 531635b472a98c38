/** What a card's number is written by; their layouts are in `core/badge/card-formats.ts`. */
export const cardFormatNames = [
  'em4100',
  'H10301',
  'H10306',
  'C1k35s',
  'H10302',
  'H10304',
  'P10001',
  'C1k48s',
  'csn',
] as const
