/** What the disk does to a request, in words; anything else that was thrown is a bug, and is thrown again. */
import type { Refused } from '../contract/refused.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import { refuseInWords } from './refuse.ts'

export function refuseForDisk(error: unknown, folder: string): Refused {
  const fault = toStorageFault(error, folder)
  if (fault === null || fault.type === 'damaged') throw error
  return refuseInWords(fault.message)
}
