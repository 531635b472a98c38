/** All checks, and what came of them against one service. */
import { isDeepStrictEqual } from 'node:util'
import { authDataBatchChecks } from './auth-data-batch-checks.ts'
import { authDataChecks } from './auth-data-checks.ts'
import { authDataExtensionChecks } from './auth-data-extension-checks.ts'
import { cardChecks } from './card-checks.ts'
import { cardFormatChecks } from './card-format-checks.ts'
import { cardRefusalChecks } from './card-refusal-checks.ts'
import { type Area, areas, type Check, type Outcome, printSource } from './check.ts'
import { clockChecks } from './clock-checks.ts'
import { clockExtensionChecks } from './clock-extension-checks.ts'
import { clockReadBackChecks } from './clock-read-back-checks.ts'
import { presenceChecks } from './presence-checks.ts'
import { presenceDateChecks } from './presence-date-checks.ts'
import { presenceMatchChecks } from './presence-match-checks.ts'
import { pullChecks } from './pull-checks.ts'
import type { Service } from './service.ts'
import { timeProfileChecks } from './time-profile-checks.ts'
import { timeProfileItemChecks } from './time-profile-item-checks.ts'

const checksByArea: Record<Area, readonly Check[]> = {
  presence: [...presenceChecks, ...presenceMatchChecks, ...presenceDateChecks],
  clock: [...clockChecks, ...clockReadBackChecks, ...clockExtensionChecks],
  authData: [...authDataChecks, ...authDataBatchChecks, ...authDataExtensionChecks],
  timeProfiles: [...timeProfileChecks, ...timeProfileItemChecks],
  cards: [...cardChecks, ...cardRefusalChecks, ...cardFormatChecks],
  pull: pullChecks,
}

export type ListedCheck = { area: Area; name: string; source: string }

export type CheckResult = ListedCheck &
  (
    | { result: 'passed' | 'failed'; expected: unknown; actual: unknown }
    /** No comparison came about: there was no answer, or not one that a check could go on with. */
    | { result: 'failed'; reason: string }
    | { result: 'skipped'; reason: string }
  )

export type Selection = {
  /** Empty: all. */
  areas: readonly Area[]
  /** Leaves out what is ours. */
  isVendorOnly: boolean
}

type Selected = ListedCheck & Pick<Check, 'run'>

export function listChecks(selection: Selection): ListedCheck[] {
  return select(selection).map(({ area, name, source }) => ({ area, name, source }))
}

/** One after the other: many speak of the same people. Each result as it comes. */
export async function* runChecks(service: Service, selection: Selection): AsyncGenerator<CheckResult> {
  for (const { run, ...listed } of select(selection)) {
    yield { ...listed, ...(await runCheck(run, service)) }
  }
}

function select(selection: Selection): Selected[] {
  return areas
    .filter((area) => selection.areas.length === 0 || selection.areas.includes(area))
    .flatMap((area) =>
      checksByArea[area]
        .filter(({ source }) => !(selection.isVendorOnly && source === 'ours'))
        .map(({ name, source, run }) => ({ area, name, source: printSource(source), run })),
    )
}

async function runCheck(run: Check['run'], service: Service) {
  let outcome: Outcome
  try {
    outcome = await run(service)
  } catch (error) {
    return { result: 'failed' as const, reason: describeThrown(error) }
  }
  if (outcome.type === 'skipped') return { result: 'skipped' as const, reason: outcome.reason }
  // Through JSON: a member that is undefined is none.
  const [expected, actual] = [toPlain(outcome.expected), toPlain(outcome.actual)]
  return { result: isDeepStrictEqual(actual, expected) ? ('passed' as const) : ('failed' as const), expected, actual }
}

function toPlain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}

function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error instanceof AggregateError ? error.errors[0] : error
  const code = inner instanceof Error && 'code' in inner ? `${String(inner.code)}: ` : ''
  return `no answer (${code}${inner instanceof Error ? inner.message : String(inner)})`
}
