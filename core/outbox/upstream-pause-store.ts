/** Upstreams that failed last, and how long each is left alone: durable, so that the next process keeps to it. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'

export type UpstreamPause = {
  cause: 'unreachable' | 'lost' | 'busy' | 'configuration'
  why: string
  /** The login itself was refused: every further one with the same password counts against whoever sends it. */
  isLogin: boolean
  /** One after the other. */
  failures: number
  setAtMs: number
  untilMs: number
}

/** Null: it answered last, or was never asked. */
export function readPause(db: ReadableDb, upstream: Upstream): UpstreamPause | null {
  const row = db
    .prepare<Omit<UpstreamPause, 'isLogin'> & { isLogin: 0 | 1 }>(
      `SELECT cause, why, is_login AS isLogin, failures, set_at_ms AS setAtMs, until_ms AS untilMs
       FROM upstream_pause WHERE upstream = @upstream`,
    )
    .get({ upstream })
  return row ? { ...row, isLogin: row.isLogin === 1 } : null
}

/** One that is not in force any more, or was set by a clock that has been set back since, holds up nobody. */
export function isInForce(pause: UpstreamPause, nowMs: number): boolean {
  return pause.setAtMs <= nowMs && nowMs < pause.untilMs
}

export function writePause(db: WritableDb, upstream: Upstream, pause: UpstreamPause): void {
  db.prepare(
    `INSERT INTO upstream_pause (upstream, cause, why, is_login, failures, set_at_ms, until_ms)
     VALUES (@upstream, @cause, @why, @isLogin, @failures, @setAtMs, @untilMs)
     ON CONFLICT (upstream) DO UPDATE SET cause = @cause, why = @why, is_login = @isLogin, failures = @failures,
       set_at_ms = @setAtMs, until_ms = @untilMs`,
  ).run({ upstream, ...pause, isLogin: pause.isLogin ? 1 : 0 })
}

export function clearPause(db: WritableDb, upstream: Upstream): void {
  db.prepare('DELETE FROM upstream_pause WHERE upstream = @upstream').run({ upstream })
}
