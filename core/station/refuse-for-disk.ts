/** What the disk does to a request, in words; anything else that was thrown is a bug, and is thrown again. */
import { toStorageFault } from '../store/storage-fault.ts'

export function refuseForDisk(error: unknown, folder: string): { type: 'refused'; message: string } {
  const fault = toStorageFault(error, folder)
  if (fault === null || fault.type === 'damaged') throw error
  return { type: 'refused', message: fault.message }
}
