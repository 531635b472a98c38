import type { TFunction } from 'i18next'
import type { Refused } from '../../core/contract/refused.ts'

/** In the words of the console, which has them for whatever a station refuses: a setup is seldom refused, and loads them only then. */
export async function sayRefusal(refused: Refused, t: TFunction): Promise<string> {
  try {
    const [{ sayRefused }] = await Promise.all([
      import('../console/refusal.ts'),
      import('../console/console-language.ts'),
    ])
    return sayRefused(refused, t)
  } catch {
    // They did not come, as while the station goes away.
    return refused.message
  }
}
