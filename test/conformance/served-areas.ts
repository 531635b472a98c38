/** The interfaces that our service serves. */
import type { Area } from '../../core/conformance/check.ts'

export const served: readonly Area[] = ['presence', 'clock', 'authData', 'timeProfiles', 'cards', 'pull']
