import type { PersonRecord } from '../../core/people/person.ts'

/** An active person of whom nothing is known but the number, but for what a test says. */
export function somebody(employeeNumber: string, more: Partial<PersonRecord> = {}): PersonRecord {
  return {
    employeeNumber,
    displayName: `Person ${employeeNumber}`,
    email: null,
    userId: null,
    apiId: null,
    username: null,
    accId: null,
    discord: null,
    uniqueId: null,
    isActive: true,
    occupancySystemId: null,
    timeProfiles: [],
    ...more,
  }
}
