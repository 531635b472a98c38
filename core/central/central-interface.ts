/** What every interface of the central service is given, and how it is put in. One file per interface. */
import type { FastifyInstance } from 'fastify'
import type { DayWindow } from '../presence/day-window.ts'
import type { AuthDataRules } from './auth-data-store.ts'
import type { CentralCounters } from './central-counters.ts'
import type { CentralStore } from './central-store.ts'

export type CentralContext = {
  store: CentralStore
  /** Whether this is the service's secret; takes as long wherever it differs. */
  isSecret: (given: string) => boolean
  /** Whether this is the secret's MD5 hash in hex, of either case. */
  isSecretHash: (given: string) => boolean
  /** IANA zone in which the service reads and writes local dates. */
  zone: string
  /** Known locations; none: every non-empty name is known. */
  locations: readonly string[]
  /** The card types that there are; null: nobody has said, so any is taken. */
  cardTypes: readonly CardType[] | null
  /** Presence states that are taken. */
  states: readonly string[]
  /** Which part of its date a presence entry covers. */
  dayWindow: DayWindow
  authData: AuthDataRules
  /** Milliseconds since the epoch. */
  nowMs: () => number
  counters: CentralCounters
}

/** As the call that lists them answers (BluB0X BluSKY names the call; its answer is ours). */
export type CardType = { CardType: number; Name: string }

/** Adds the interface's routes. */
export type CentralInterface = (app: FastifyInstance, context: CentralContext) => void
