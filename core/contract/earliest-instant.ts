/**
 * Nobody's hours lie before this: an earlier instant is a slip of the hand, such as the year 26 (ours). It is the first of the
 * year in UTC, so that a clock anywhere shows it as that year or the end of the one before.
 */
export const earliestYear = 2000
export const earliestMs = Date.UTC(earliestYear, 0)
