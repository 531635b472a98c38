/** PINs are kept as Argon2id hashes only. Four to twelve digits (ours): what a keypad on a screen takes. */
import { hash } from '@node-rs/argon2'

export function isPin(text: string): boolean {
  return /^\d{4,12}$/.test(text)
}

/** Takes some milliseconds on purpose. */
export function hashPin(pin: string): Promise<string> {
  return hash(pin)
}
