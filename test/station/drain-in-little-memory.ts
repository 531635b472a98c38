/** Drains so many rows as `workerData` says, in a heap that would not hold them: a worker of `sync-backlog.test.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { openTestStore, write } from '../fakes/station-store.ts'

const { rows } = workerData as { rows: number }
const people = 1000
const store = openTestStore(people)
const filler = 'x'.repeat(200)
for (let first = 0; first < rows; first += 1000) {
  write(store, (db) =>
    enqueue(
      db,
      Array.from({ length: Math.min(1000, rows - first) }, (_, index) => ({
        upstream: 'clock' as const,
        // Many more fences than people, so that batches are full to the end.
        fence: `fence:${first + index}`,
        key: `k${first + index}`,
        personId: 1 + (index % people),
        payload: { want: 'in', occurredAtMs: 1000, filler },
        enqueuedAtMs: 1000,
        dueAtMs: 1000,
      })),
    ),
  )
}
const parts = {
  store,
  now: () => 2000,
  random: () => 0.5,
  report: () => {},
  sleep: async () => {},
  exchange: {
    send: async (_baseUrl: string, wire: { body: string | null }) => {
      const { data } = JSON.parse(wire.body ?? '{}') as { data: unknown[] }
      const items = data.map((_, index) => ({ index, status: 200, result: 'CLOCKED IN' }))
      const body = data.length === 1 ? 'CLOCKED IN' : JSON.stringify(items)
      return { type: 'answered' as const, requestId: 'r', answer: { status: 200, headers: {}, body } }
    },
  },
}
const clock = {
  url: 'http://there',
  dialect: 'reference',
  communityId: 'c',
  key: 'k',
  lateAfterSeconds: 300,
  perSecond: 1,
} as const
const counts = await drainOnce({ ...parts, lanes: createLanes({ clock }, parts), configured: ['clock'] })
store.discard()
parentPort?.postMessage({ delivered: counts.clock?.delivered, waiting: counts.clock?.waiting })
