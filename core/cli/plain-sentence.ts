/**
 * The message of an error that was made to be read by people: a plain `Error` without a code, as the central service
 * throws. Null for everything else, which is a fault of the program or of the machine.
 */
export function readPlainSentence(error: unknown): string | null {
  return error instanceof Error && error.name === 'Error' && !('code' in error) ? error.message : null
}
