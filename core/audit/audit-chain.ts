/**
 * The seal of the audit trail: each entry carries a SHA-256 over its own content and the hash of the entry before it, so
 * none can be changed, left out or moved without breaking the chain from there on.
 */
import { createHash } from 'node:crypto'

/** Who made a change. The owner is whoever can run commands in the data folder; nobody else has no name. */
export type Actor = { type: 'owner' } | { type: 'supervisor'; personId: number; employeeNumber: string }

/** What is told apart from text that reads the same: numbers stay numbers. */
export type AuditContent = { readonly [key: string]: AuditValue | undefined }
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | AuditContent

export type AuditEntry = {
  /** From 1, without a gap. */
  sequence: number
  atMs: number
  actorType: Actor['type']
  /** Employee number; null for the owner. */
  actorNumber: string | null
  action: string
  subject: string | null
  /** Canonical JSON: an object. */
  content: string
  previousHash: string
  hash: string
}

/** How far the chain had come: so many entries, and the hash of the last. */
export type AuditHead = { count: number; hash: string }

/** The head of a chain without entries. */
export const emptyHead: AuditHead = { count: 0, hash: '0'.repeat(64) }

/** The hash of an entry, in lower-case hex. What is hashed is what is stored, not what it may mean. */
export function hashEntry(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, atMs, actorType, actorNumber, action, subject, content, previousHash } = entry
  // An array of JSON values can be read in one way only, whatever stands in them.
  const sealed = JSON.stringify([previousHash, sequence, atMs, actorType, actorNumber, action, subject, content])
  return createHash('sha256').update(sealed, 'utf8').digest('hex')
}

/** JSON with the keys of every object in order, so that the same content is always the same text. */
export function toCanonicalJson(content: AuditContent): string {
  return JSON.stringify(sortKeys(content))
}

function sortKeys(value: AuditValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sortKeys((value as AuditContent)[name])]))
}

export type AuditFault =
  | 'changed'
  | 'missing'
  /** Entries at the end are gone. */
  | 'cut-off'
  /** There is a chain, but the record of its end is gone, or cannot be read. */
  | 'no-head'
  /** There is more than the record of the end speaks of. */
  | 'beyond-head'
  /** A head that was kept elsewhere is not in this chain: it was written anew, as a whole or from some entry on. */
  | 'another-chain'

export type AuditVerdict =
  | { type: 'intact'; head: AuditHead }
  /** `sequence`: the first entry that is not as it was written. */
  | { type: 'broken'; fault: AuditFault; sequence: number }

/**
 * Follows the chain. `kept`: heads that were kept elsewhere, such as in backups and exports; each must be in the chain.
 *
 * It finds every entry that was changed, left out, put in or moved, and every end that was cut off, as long as `head` is
 * as it was. Whoever can write the file can write chain and head anew from some entry on: that only a head that was kept
 * elsewhere shows, and what came after the last one kept is not proven by it. Nor does a chain say that what it holds
 * is true, only that it has been so since it was written.
 */
export function verifyChain(
  entries: Iterable<AuditEntry>,
  head: AuditHead | null,
  kept: readonly AuditHead[],
): AuditVerdict {
  const check = createChainCheck(kept)
  for (const entry of entries) {
    const fault = check.add(entry)
    if (fault !== null) return fault
  }
  return check.end(head)
}

type Broken = Extract<AuditVerdict, { type: 'broken' }>

/** The same a piece at a time, for whoever must not be kept waiting. After a fault there is nothing more to add. */
export function createChainCheck(kept: readonly AuditHead[]): {
  add: (entry: AuditEntry) => Broken | null
  end: (head: AuditHead | null) => AuditVerdict
} {
  const keptByCount = new Map<number, AuditHead[]>()
  for (const mark of kept) keptByCount.set(mark.count, [...(keptByCount.get(mark.count) ?? []), mark])
  let last = emptyHead
  return {
    add: (entry) => {
      const sequence = last.count + 1
      if (entry.sequence !== sequence) return { type: 'broken', fault: 'missing', sequence }
      if (entry.previousHash !== last.hash || entry.hash !== hashEntry(entry)) {
        return { type: 'broken', fault: 'changed', sequence }
      }
      if (keptByCount.get(sequence)?.some(({ hash }) => hash !== entry.hash)) {
        return { type: 'broken', fault: 'another-chain', sequence }
      }
      last = { count: sequence, hash: entry.hash }
      return null
    },
    end: (head) => {
      const longest = Math.max(0, ...keptByCount.keys())
      if (head === null && last.count > 0) return { type: 'broken', fault: 'no-head', sequence: last.count }
      const end = head ?? emptyHead
      if (end.count > last.count || longest > last.count) {
        return { type: 'broken', fault: 'cut-off', sequence: last.count + 1 }
      }
      if (end.count < last.count) return { type: 'broken', fault: 'beyond-head', sequence: end.count + 1 }
      if (end.hash !== last.hash) return { type: 'broken', fault: 'changed', sequence: last.count }
      return { type: 'intact', head: last }
    },
  }
}

/** One English sentence about a broken chain. */
export function sayFault({ fault, sequence }: Extract<AuditVerdict, { type: 'broken' }>): string {
  switch (fault) {
    case 'changed':
      return `Entry ${sequence} is not as it was written.`
    case 'missing':
      return `Entry ${sequence} is missing.`
    case 'cut-off':
      return `The trail ends before entry ${sequence}, which was written.`
    case 'no-head':
      return `The record of where the trail ends is gone; it has ${sequence} entries now.`
    case 'beyond-head':
      return `Entry ${sequence} was put there although the trail ended before it.`
    case 'another-chain':
      return `Entry ${sequence} is not the one that a backup or an export has: the trail was written anew.`
  }
}
