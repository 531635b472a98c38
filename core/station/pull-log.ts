/** What pulling has to say to the log: each trouble when it begins, not at every round that it lasts. */
import type { PullCounts } from './pull.ts'
import type { Log } from './station-log.ts'

export function createPullLog(log: Pick<Log, 'info' | 'warn'>): (counts: PullCounts) => void {
  const lastFaults = new Map<string, string>()
  let lastWarning: string | null = null
  return (counts) => {
    const lists = Object.entries(counts)
    const warning = lists.find(([, pulled]) => pulled.warning !== null)?.[1].warning ?? null
    if (warning !== null && warning !== lastWarning) log.warn({ warning }, 'pulling')
    lastWarning = warning
    for (const [topic, { items, fault }] of lists) {
      if (fault === null) lastFaults.delete(topic)
      else if (lastFaults.get(topic) !== fault) {
        lastFaults.set(topic, fault)
        log.warn({ topic, fault }, 'pulling')
      }
      if (items > 0) log.info({ topic, items }, 'pulled')
    }
  }
}
