/** Event ids: UUIDv7 (RFC 9562), so that they sort by the instant of their event. */
import { randomFillSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

const bytesPerId = 16
const idsPerFill = 256

/** Random bytes are fetched for many ids at once: asking the system for each would cost a tap as much as its rules do. */
export function createEventIds(): (atMs: number) => string {
  const pool = new Uint8Array(bytesPerId * idsPerFill)
  let next = pool.length
  return (atMs) => {
    if (next === pool.length) {
      randomFillSync(pool)
      next = 0
    }
    const random = pool.subarray(next, next + bytesPerId)
    next += bytesPerId
    return uuidv7({ msecs: Math.max(0, atMs), random })
  }
}
