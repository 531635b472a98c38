/** All checks, and what came of them against one service. */
import { isDeepStrictEqual } from 'node:util'
import { authDataBatchChecks } from './auth-data-batch-checks.ts'
import { authDataChecks } from './auth-data-checks.ts'
import { authDataExtensionChecks } from './auth-data-extension-checks.ts'
import { cardChecks } from './card-checks.ts'
import { cardFormatChecks } from './card-format-checks.ts'
import { cardRefusalChecks } from './card-refusal-checks.ts'
import { type Area, areas, type Check, compare, type Outcome, printSource } from './check.ts'
import { clockChecks } from './clock-checks.ts'
import { clockExtensionChecks } from './clock-extension-checks.ts'
import { clockReadBackChecks } from './clock-read-back-checks.ts'
import { presenceChecks } from './presence-checks.ts'
import { presenceDateChecks } from './presence-date-checks.ts'
import { presenceMatchChecks } from './presence-match-checks.ts'
import { pullChecks } from './pull-checks.ts'
import { NoAnswer, type Service } from './service.ts'
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

type Selected = ListedCheck & Pick<Check, 'run'> & { right: Check['right'] }

export function listChecks(selection: Selection): ListedCheck[] {
  return select(selection).map(({ area, name, source }) => ({ area, name, source }))
}

/** More than one check can lose its answer to a service that is starting anew; this many in a row to none. */
const mostLostInRow = 5

/** One after the other: many speak of the same people. Each result as it comes. */
export async function* runChecks(service: Service, selection: Selection): AsyncGenerator<CheckResult> {
  let lostInRow = 0
  for (const { run, right, ...listed } of select(selection)) {
    if (lostInRow === mostLostInRow) {
      yield { ...listed, result: 'failed', reason: `not tried, after ${mostLostInRow} checks without an answer` }
      continue
    }
    const { isLost, ...found } = await runCheck({ run, right }, service)
    lostInRow = isLost ? lostInRow + 1 : 0
    yield { ...listed, ...found }
  }
}

function select(selection: Selection): Selected[] {
  return areas
    .filter((area) => selection.areas.length === 0 || selection.areas.includes(area))
    .flatMap((area) =>
      checksByArea[area]
        .filter(({ source }) => !(selection.isVendorOnly && source === 'ours'))
        .map(({ name, source, run, right }) => ({
          area,
          name,
          source: printSource(source),
          run,
          right,
        })),
    )
}

async function runCheck({ run, right }: Pick<Selected, 'run' | 'right'>, service: Service) {
  let outcome: Outcome
  try {
    outcome = await run(service)
    if (right && outcome.type === 'compared') {
      const { expected, actual } = outcome
      outcome = compare({ right: 'taken', wrong: expected }, { right: await right(service), wrong: actual })
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const isLost = error instanceof NoAnswer
    return { result: 'failed' as const, reason: isLost ? `no answer to ${reason}` : reason, isLost }
  }
  if (outcome.type === 'skipped') return { result: 'skipped' as const, reason: outcome.reason, isLost: false }
  // Through JSON: a member that is undefined is none.
  const [expected, actual] = [toPlain(outcome.expected), toPlain(outcome.actual)]
  const result = isDeepStrictEqual(actual, expected) ? ('passed' as const) : ('failed' as const)
  return { result, expected, actual, isLost: false }
}

function toPlain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
