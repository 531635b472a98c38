import { characterToStroke, codeToUsage } from '../../core/badge/key-usages.ts'

/** Keys of the main block of a US keyboard that type something (UI Events KeyboardEvent code Values). */
const codes = [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`),
  ...[...'0123456789'].map((digit) => `Digit${digit}`),
  ...['Enter', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash'],
  ...['Semicolon', 'Quote', 'Backquote', 'Comma', 'Period', 'Slash'],
]

/** The `event.code` of the key that types this character, with Shift or without; empty where none does. */
export function codeOfCharacter(character: string): string {
  const usage = characterToStroke(character)?.usage
  return codes.find((code) => codeToUsage(code) === usage) ?? ''
}
