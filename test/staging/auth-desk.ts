/** A station's store with a desk at which authentication data is staged, reviewed and approved. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { AuthHash } from '../../core/enrolment/auth-record.ts'
import type { KnownAuth } from '../../core/enrolment/judge-auth.ts'
import type { StageAnswer } from '../../core/enrolment/stage-answer.ts'
import type { Thresholds } from '../../core/enrolment/thresholds.ts'
import { openAuthHash } from '../../core/staging/auth-hash.ts'
import { approveBatch, listBatches, noteShown, showBatch } from '../../core/staging/batches.ts'
import { type AuthDesk, type StageOptions, stageAuthData, stageAuthFile } from '../../core/staging/stage-auth-data.ts'
import { listAuthData } from '../enrolment/list-auth-data.ts'
import { openTemporaryStore, type TemporaryStore } from '../people/temporary-store.ts'

export type TestDesk = TemporaryStore & {
  desk: AuthDesk
  hash: AuthHash
  /** The answer of a body that is taken. */
  stage: (employee: readonly unknown[], more?: object) => Promise<StageAnswer>
  stageFile: (content: string | Uint8Array, options?: StageOptions) => Promise<StageAnswer>
  approve: (id: string, preview?: string) => ReturnType<typeof approveBatch>
  /** Everything of a batch, which was seen then. */
  show: (id: string) => Promise<{ who: string | null; change: string; differences: string[] }[]>
  stored: () => KnownAuth[]
  list: () => ReturnType<typeof listBatches>
}

export const deskMs = Date.parse('2026-03-02T08:00:00+01:00')

export function openDesk(t: TestContext, thresholds: Thresholds = {}): TestDesk {
  const temporary = openTemporaryStore(t)
  const { store } = temporary
  const hashing = openAuthHash(store)
  assert.ok(hashing.type === 'ready')
  const desk: AuthDesk = { store, thresholds, patterns: {}, nowMs: deskMs }
  const answerOf = (staged: Awaited<ReturnType<typeof stageAuthData>>): StageAnswer => {
    assert.ok(staged.type === 'staged', JSON.stringify(staged))
    return staged.answer
  }
  return {
    ...temporary,
    desk,
    hash: hashing.hash,
    stage: async (employee, more = {}) => answerOf(await stageAuthData(desk, { ...more, employee })),
    stageFile: async (content, options = {}) =>
      answerOf(await stageAuthFile(desk, temporary.write('auth', content), options)),
    approve: (id, preview) => approveBatch(store, id, { nowMs: deskMs, thresholds, preview }),
    show: async (id) => {
      const shown = await showBatch(store, id, { nowMs: deskMs, thresholds })
      assert.ok(shown.type === 'batch')
      const people = [...shown.people]
      await noteShown(store, id, shown.batch.preview ?? '')
      return people.map(({ employeeId, change, differences }) => ({
        who: employeeId,
        change,
        differences: differences.map(({ field, before, after }) => `${field}: ${before} → ${after}`),
      }))
    },
    stored: () => listAuthData(store.read),
    list: () => listBatches(store, thresholds),
  }
}
