/** What both ends of `drain` agree on. */
export const drainSecret = 'a secret of the benchmark'

/** As `fillStation` numbers its people, from 1. */
export function employeeNumber(person: number): string {
  return `E${String(person).padStart(6, '0')}`
}
