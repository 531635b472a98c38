/** Ids of what is kept: UUIDv7 (RFC 9562, “UUID Version 7”), so that they sort by instant, and a new one lands at an index's end. */
import { randomFillSync } from 'node:crypto'

const bytesPerId = 16
const idsPerFill = 256

/** Random bytes are fetched for many ids at once: asking the system for each would cost a tap as much as its rules do. */
export function createTimeOrderedIds(): (atMs: number) => string {
  const pool = Buffer.alloc(bytesPerId * idsPerFill)
  let next = pool.length
  return (atMs) => {
    if (next === pool.length) {
      randomFillSync(pool)
      next = 0
    }
    const at = next
    next += bytesPerId
    // Before 1970 there is no such id.
    pool.writeUIntBE(Math.max(0, Math.floor(atMs)), at, 6)
    pool[at + 6] = 0x70 | ((pool[at + 6] ?? 0) & 0x0f)
    pool[at + 8] = 0x80 | ((pool[at + 8] ?? 0) & 0x3f)
    const hex = pool.toString('hex', at, next)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
