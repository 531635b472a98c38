/** An entry of the audit trail as a line of an export, the same from the command line and from the console. */
import type { AuditEntry } from '../audit/audit-chain.ts'

export const auditColumns = ['sequence', 'at', 'by', 'action', 'subject', 'content', 'previousHash', 'hash'] as const

/** `atMs` is what is sealed; `by` is null for the owner of the data folder. */
export function toAuditLine(entry: AuditEntry): Record<(typeof auditColumns)[number], unknown> {
  const { sequence, atMs, actorNumber, action, subject, content, previousHash, hash } = entry
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toString()
  return { sequence, at, by: actorNumber, action, subject, content, previousHash, hash }
}
