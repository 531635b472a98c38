/** Our own service with the people that the checks expect, and what came of the checks against an address. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { readCentralPeople } from '../../core/central/central-people.ts'
import type { Area } from '../../core/conformance/check.ts'
import { printRoster } from '../../core/conformance/expected-people.ts'
import { type CheckResult, runChecks } from '../../core/conformance/run-checks.ts'
import { openService } from '../../core/conformance/service.ts'
import { openCentral, secret, temporaryFolder } from '../central/open-central.ts'

const location = 'HQ'
/** The threshold for error records. */
const errorPercent = 60

export async function openExpectedCentral(t: TestContext): Promise<string> {
  const file = join(temporaryFolder(t), 'people.csv')
  writeFileSync(file, printRoster())
  const read = await readCentralPeople(file)
  if (read.type === 'wrong' || read.errors.length > 0) throw new Error(JSON.stringify(read))
  const authData = { thresholds: { errorPercent }, patterns: {} }
  const { url } = await openCentral(t, { people: read.people, locations: [location], authData })
  return url
}

export async function tryAll(
  url: string,
  selection: {
    areas?: readonly Area[]
    isVendorOnly?: boolean
    location?: string | null
    errorThreshold?: number | null
    zone?: string | null
  } = {},
): Promise<CheckResult[]> {
  const {
    areas = [],
    isVendorOnly = false,
    location: knownLocation = location,
    errorThreshold = errorPercent,
    // That of every service that the tests open.
    zone = 'Europe/Berlin',
  } = selection
  const service = openService({ url, secret, communityId: 'foyer', location: knownLocation, zone, errorThreshold })
  try {
    return await Array.fromAsync(runChecks(service, { areas, isVendorOnly }))
  } finally {
    await service.close()
  }
}

export function namesOf(results: readonly CheckResult[], result: CheckResult['result']): string[] {
  return results.filter((one) => one.result === result).map(({ area, name }) => `${area}: ${name}`)
}
