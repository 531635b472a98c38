/** A station with a desk for authentication data whose approvals are told, and ways of telling them that go wrong. */
import type { TestContext } from 'node:test'
import type { UpstreamCounts } from '../../core/contract/contract.ts'
import type { AuthDataSettings } from '../../core/contract/settings.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { approveBatch } from '../../core/staging/batches.ts'
import { stageAuthData } from '../../core/staging/stage-auth-data.ts'
import { createUnseal } from '../../core/station/auth-data-facts.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { tellAuthBatch } from '../../core/station/tell-auth-batch-store.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import type { WireRequest } from '../../core/upstream/connector.ts'
import { createExchange, type SendOutcome } from '../../core/upstream/http.ts'
import type { SendReport } from '../../core/upstream/post-wire.ts'
import { openTemporaryStore, type TemporaryStore } from '../people/temporary-store.ts'

export const approvedAtMs = Date.parse('2026-03-02T08:00:00+01:00')

export function authDataSettings(
  more: { [Key in keyof AuthDataSettings]?: AuthDataSettings[Key] | undefined } & { url: string },
): AuthDataSettings {
  const station = { id: 'door', zone: 'Europe/Berlin' }
  const { upstreams } = stationSettings.parse({ station, upstreams: { authData: { token: 'x', ...more } } })
  if (!upstreams.authData) throw new Error('it was given')
  return upstreams.authData
}

export type Passage = (wire: WireRequest, send: () => Promise<SendOutcome>) => Promise<SendOutcome>

export type AuthDataStation = TemporaryStore & {
  /** Stages and approves; gives the batch's id. */
  approve: (employee: readonly unknown[]) => Promise<string>
  /** One run; `passage` may lose or change what goes over the wire. */
  drain: (settings: AuthDataSettings, passage?: Passage) => Promise<UpstreamCounts | undefined>
  reports: SendReport[]
}

export function openAuthDataStation(t: TestContext): AuthDataStation {
  const temporary = openTemporaryStore(t)
  const { store } = temporary
  const reports: SendReport[] = []
  let drains = 0
  return {
    ...temporary,
    reports,
    approve: async (employee) => {
      const desk = { store, thresholds: {}, patterns: {}, nowMs: approvedAtMs, isTold: true }
      const staged = await stageAuthData(desk, { allowNoAuth: true, employee })
      if (staged.type !== 'staged') throw new Error(JSON.stringify(staged))
      const { fileLogId } = staged.answer
      const approval = await approveBatch(store, fileLogId, {
        nowMs: approvedAtMs,
        thresholds: {},
        onApplied: (db, batch) => tellAuthBatch(db, batch, approvedAtMs),
      })
      if (approval.type !== 'approved') throw new Error(JSON.stringify(approval))
      return fileLogId
    },
    drain: async (settings, passage = (_wire, send) => send()) => {
      const exchange = createExchange()
      drains += 1
      // Whatever was put off by a moment is due at the next run.
      const now = (): number => Date.now() + drains * 1000
      const parts = {
        store,
        exchange: {
          send: (baseUrl: string, wire: WireRequest) => passage(wire, () => exchange.send(baseUrl, wire)),
        },
        now,
        // The shortest back-off: what failed is due at the next run.
        random: () => 0,
        report: (entry: SendReport) => reports.push(entry),
        sleep: async () => {},
        unseal: createUnseal(store),
      }
      const lanes = createLanes({ authData: settings }, parts)
      try {
        return (await drainOnce({ ...parts, lanes, configured: ['authData'] })).authData
      } finally {
        await exchange.close()
      }
    },
  }
}
