/** Files that the console sends: received in pieces, staged as a batch, and gone afterwards. */
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { Refused } from '../contract/refused.ts'
import type { StationSettings } from '../contract/settings.ts'
import type { uploadCalls } from '../contract/upload-calls.ts'
import { compilePatterns } from '../enrolment/auth-record.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import type { Upload, Uploads } from '../files/uploads.ts'
import { stageAuthFile } from '../staging/stage-auth-data.ts'
import type { Store } from '../store/database.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { stagedToAnswer } from './enrolment-handlers.ts'
import { importRoster } from './import-roster.ts'
import { refuse, refuseInWords } from './refuse.ts'
import { refuseForDisk } from './refuse-for-disk.ts'

export type UploadHandlers = {
  [N in keyof typeof uploadCalls | 'stageUpload' | 'getStaging']: (
    request: Request<N>,
    caller: Caller,
  ) => Promise<Answer<N>>
}

type Staging = { callerId: string; state: Exclude<Answer<'getStaging'>, { type: 'unknown-upload' }> }

/** So many outcomes are kept for whoever asks (ours). */
const mostRemembered = 50

export function createUploadHandlers(
  store: Store,
  settings: StationSettings,
  uploads: Uploads,
  readClock: () => ClockReading,
): UploadHandlers {
  const stagings = new Map<string, Staging>()
  const remember = (id: string, staging: Staging): void => {
    stagings.delete(id)
    stagings.set(id, staging)
    for (const [oldest, { state }] of stagings) {
      if (stagings.size <= mostRemembered) break
      if (state.type !== 'staging') stagings.delete(oldest)
    }
  }

  return {
    beginUpload: async ({ name, bytes }, { id }) =>
      uploads.begin(id, name, bytes).then(sayRefusal, (error) => refuseForDisk(error, store.folder)),
    sendPiece: async ({ upload, fromByte, base64 }, { id }) => {
      const piece = Buffer.from(base64, 'base64')
      return uploads
        .write(id, { id: upload, fromByte, piece })
        .then(sayRefusal, (error) => refuseForDisk(error, store.folder))
    },
    cancelUpload: async ({ upload }, { id }) => {
      await uploads.cancel(id, upload)
      return { type: 'cancelled' }
    },
    // A large file takes longer than a screen waits for an answer.
    stageUpload: ({ upload: id, kind, by }, { id: callerId }) =>
      actAs(store.read, by, async (actor) => {
        const told = (state: Staging['state']): void => remember(id, { callerId, state })
        const onProgress = (progress: { step: 'read' | 'judge' | 'apply'; done: number; total: number }): void =>
          told({ type: 'staging', ...progress })
        const stage = async (upload: Upload): Promise<Staging['state']> => {
          const source = sayWhere(upload)
          const thresholds = thresholdsOf(settings)
          const nowMs = readClock().atMs
          if (kind === 'roster') {
            const given = { store, file: upload.file, source, isApproved: false, nowMs, actor, thresholds, onProgress }
            const imported = await importRoster(given)
            if (imported.type === 'wrong') return refuseInWords(imported.message)
            return { type: 'staged', batch: imported.batch }
          }
          const patterns = compilePatterns(settings.enrolment.patterns)
          const isTold = settings.upstreams.authData !== undefined
          const desk = { store, thresholds, patterns, isTold, nowMs, onProgress, actor }
          const staged = stagedToAnswer(await stageAuthFile(desk, upload.file, {}, source))
          if (staged.type === 'refused') return staged
          return { type: 'staged', batch: staged.preview === null ? null : staged.answer.fileLogId }
        }
        told({ type: 'staging', step: 'read', done: 0, total: 0 })
        const used = uploads.use(callerId, id, stage).then(
          (outcome) => (outcome.type === 'used' ? outcome.value : refuseInWords(outcome.message)),
          (error): Staging['state'] => refuseForDisk(error, store.folder),
        )
        used.then(told, () => told(refuse('staging-failed')))
        return { type: 'staging' }
      }),
    getStaging: async ({ upload }, { id }) => {
      const staging = stagings.get(upload)
      return staging?.callerId === id ? staging.state : { type: 'unknown-upload' }
    },
  }
}

function sayRefusal<Done extends { type: string }>(
  outcome: Done | { type: 'refused'; message: string },
): Done | Refused {
  return 'message' in outcome ? refuseInWords(outcome.message) : outcome
}

/** Two files of one name are two files: neither takes the place of the other's preview. */
function sayWhere({ id, name }: Upload): string {
  return `${name} (console, ${id.slice(0, 8)})`
}
