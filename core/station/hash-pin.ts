/** PINs are kept as Argon2id hashes only. */
import type { hash as Hash, verify as Verify } from '@node-rs/argon2'
import { pinPattern } from '../contract/text-patterns.ts'

export function isPin(text: string): boolean {
  return pinPattern.test(text)
}

/** Takes some milliseconds on purpose. */
export async function hashPin(pin: string): Promise<string> {
  const { hash } = await loadHashing()
  return hash(pin)
}

/** Whether `pinHash` was made of `pin`. Takes as long as making it. */
export async function verifyPin(pinHash: string, pin: string): Promise<boolean> {
  const { verify } = await loadHashing()
  return verify(pinHash, pin)
}

/** A station begins without: badges need none of it. */
export function loadHashing(): Promise<{ hash: typeof Hash; verify: typeof Verify }> {
  return import('@node-rs/argon2')
}
