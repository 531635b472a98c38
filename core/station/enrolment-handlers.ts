/** Answers the calls of `enrolment-calls.ts`, in the running station and in a command that has the folder to itself. */

import type { Answer, Request } from '../contract/contract.ts'
import type { enrolmentCalls } from '../contract/enrolment-calls.ts'
import type { StationSettings } from '../contract/settings.ts'
import { compilePatterns } from '../enrolment/auth-record.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { approveBatch, noteShown, rejectBatch, showBatch } from '../staging/batches.ts'
import type { Approving } from '../staging/review-batch.ts'
import { type AuthStaged, type StageProgress, stageAuthFile } from '../staging/stage-auth-data.ts'
import type { Store } from '../store/database.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { refuse, refuseInWords } from './refuse.ts'
import { refuseForDisk } from './refuse-for-disk.ts'
import { tellAuthBatch } from './tell-auth-batch-store.ts'

export type EnrolmentHandlers = {
  [N in keyof typeof enrolmentCalls]: (request: Request<N>) => Promise<Answer<N>>
}

/** Of a file while it is staged, and of the records that are approved. */
export type OnStep = (progress: StageProgress | { step: 'apply'; done: number; total: number }) => void

export function createEnrolmentHandlers(
  store: Store,
  settings: StationSettings,
  readClock: () => ClockReading,
  onStep: OnStep = () => {},
): EnrolmentHandlers {
  const thresholds = thresholdsOf(settings)
  const patterns = compilePatterns(settings.enrolment.patterns)
  const isTold = settings.upstreams.authData !== undefined
  return {
    stageAuthFile: ({ file, by, ...options }) =>
      actAs(store.read, by, async (actor) => {
        const desk = { store, thresholds, patterns, isTold, nowMs: readClock().atMs, onProgress: onStep, actor }
        try {
          return stagedToAnswer(await stageAuthFile(desk, file, options))
        } catch (error) {
          return refuseForDisk(error, store.folder)
        }
      }),
    judgeBatch: async ({ batch }) => {
      const shown = await showBatch(store, batch, { nowMs: readClock().atMs, thresholds })
      return shown.type === 'batch' ? { type: 'judged' } : refuseUnknownBatch(batch)
    },
    noteShown: async ({ batch, preview }) => {
      await noteShown(store, batch, preview)
      return { type: 'noted' }
    },
    approveBatch: ({ batch, preview, by }) =>
      actAs(store.read, by, async (actor) => {
        const onRecords = (done: number, total: number): void => onStep({ step: 'apply', done, total })
        const nowMs = readClock().atMs
        const onApplied: Approving['onApplied'] = (db, applied) => {
          if (isTold && applied.kind === 'auth') tellAuthBatch(db, applied, nowMs)
        }
        const approving = { nowMs, thresholds, preview, onRecords, onApplied, actor }
        const approval = await approveBatch(store, batch, approving).catch((error) =>
          refuseForDisk(error, store.folder),
        )
        if (approval.type === 'unknown-batch') return refuseUnknownBatch(batch)
        return approval.type === 'not-open' ? refuseSettled(approval.state) : approval
      }),
    rejectBatch: ({ batch, by }) =>
      actAs(store.read, by, async (actor) => {
        const rejection = await rejectBatch(store, batch, readClock().atMs, actor)
        if (rejection.type === 'unknown-batch') return refuseUnknownBatch(batch)
        return rejection.type === 'not-open' ? refuseSettled(rejection.state) : rejection
      }),
  }
}

export function stagedToAnswer(staged: AuthStaged): Answer<'stageAuthFile'> {
  switch (staged.type) {
    case 'staged':
      return staged
    case 'wrong':
      return refuseInWords(staged.message)
    case 'unknown-batch':
      return { ...refuse('no-auth-batch'), why: 'unknown-batch' }
    case 'not-open':
      return { ...refuse('batch-takes-no-more', { state: staged.state }), why: 'not-open' }
    default:
      return staged satisfies never
  }
}

type Refused = Extract<Answer<'approveBatch'>, { type: 'refused' }>

function refuseUnknownBatch(batch: string): Refused {
  return { ...refuse('unknown-batch', { batch }), why: 'unknown-batch' }
}

function refuseSettled(state: string): Refused {
  return { ...refuse('batch-settled', { state }), why: 'not-open' }
}
