/** A central service on a folder of its own, and a client that says no more than a test wants it to say. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pino } from 'pino'
import type { CentralPerson } from '../../core/central/account-store.ts'
import { type CentralOptions, type RunningCentral, startCentral } from '../../core/central/central.ts'
import { communityId } from '../../core/central/clock-interface.ts'

export const secret = 'a secret of the tests'

export function person(employeeNumber: string, more: Partial<CentralPerson> = {}): CentralPerson {
  return {
    employeeNumber,
    displayName: `Person ${employeeNumber}`,
    email: null,
    userId: null,
    isActive: true,
    apiId: null,
    username: null,
    accId: null,
    discord: null,
    uniqueId: null,
    occupancySystemId: null,
    timeProfiles: [],
    cards: [],
    ...more,
  }
}

/** One person with every identifier, one with none, so only with their employee number. */
export const ada = person('E-1', {
  apiId: 'api-ada',
  username: 'ada',
  accId: 'acc-ada',
  discord: '111122223333444455',
  uniqueId: 1234,
})
export const bob = person('E-2')

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-central-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export type OpenCentral = RunningCentral & { dataDir: string }

/** Closed and cleaned up after the test. */
export async function openCentral(t: TestContext, options: Partial<CentralOptions> = {}): Promise<OpenCentral> {
  const dataDir = options.dataDir ?? temporaryFolder(t)
  const central = await startCentral({
    dataDir,
    port: 0,
    secret,
    zone: 'Europe/Berlin',
    locations: [],
    people: [ada, bob],
    log: pino({ level: 'silent' }),
    ...options,
  })
  t.after(() => central.close())
  return { ...central, dataDir }
}

export type Answer = { status: number; contentType: string | null; body: string }

export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() }
}

export function clockBody(data: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: communityId, key: secret, type: 'CLOCK_IN_OUT', data, ...more }
}

/** Clocks with one call; `keys` is the header as it is sent. */
export function clock(central: { url: string }, data: unknown, keys?: string): Promise<Answer> {
  const headers: Record<string, string> = keys === undefined ? {} : { 'idempotency-key': keys }
  return post(central.url, '/general/clock_in_out', clockBody(data), headers)
}

export function readBack(central: { url: string }, data: unknown): Promise<Answer> {
  const body = { id: communityId, key: secret, type: 'GET_CURRENT_CLOCK_IN', data }
  return post(central.url, '/general/get_current_clock_in', body)
}

/** Status and text, for short comparisons. */
export function said(answer: Answer): string {
  return `${answer.status} ${answer.body}`
}
