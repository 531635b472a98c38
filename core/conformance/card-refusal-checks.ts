/** The result codes of a card check-in that assign nothing; BluB0X BluSKY names the field, and no value of it: all is ours. */
import { type CheckIn, checkIn, codeOf, facilityCode, newCard } from './card-calls.ts'
import { type Check, compare } from './check.ts'
import { alma, bruno, clara, firstOfTwo, inactive, systemId } from './expected-people.ts'
import { asText, member, type Service } from './service.ts'

const toAlma = { MatchUserByEmployeeNumber: alma.employeeNumber }

/** A request that is answered with a code other than 0 and 1, always with HTTP 200 and a Description. */
function refusedWith(code: number, name: string, request: (service: Service) => CheckIn): Check {
  return {
    name: `ResultCode ${code}: ${name}`,
    source: 'ours',
    run: async (service) => {
      const answer = await checkIn(service, request(service))
      const description = asText(member(answer.json, 'Description'))
      return compare(
        [200, code, 'a text', null],
        [answer.status, codeOf(answer), description, member(answer.json, 'Value') ?? null],
      )
    },
  }
}

export const cardRefusalChecks: readonly Check[] = [
  refusedWith(2, 'a user who is not found', (service) => ({
    MatchUserByEmployeeNumber: 'FC-nobody-has-this',
    ...newCard(service),
  })),
  refusedWith(2, 'the user id, which goes before the others, finds nobody', (service) => ({
    ...toAlma,
    MatchUserByUserId: '5f0e7000-0000-4000-8000-00000000ffff',
    ...newCard(service),
  })),
  refusedWith(2, 'no criterion says who is meant', (service) => newCard(service)),
  refusedWith(2, 'a user who is no longer active', (service) => ({
    MatchUserByEmployeeNumber: inactive.employeeNumber,
    ...newCard(service),
  })),
  refusedWith(3, 'a criterion that finds two users', (service) => ({
    MatchUserByByEmail: firstOfTwo.email,
    ...newCard(service),
  })),
  refusedWith(3, 'criteria that find different users', (service) => ({
    ...toAlma,
    MatchUserByByEmail: bruno.email,
    ...newCard(service),
  })),
  refusedWith(3, 'a criterion that finds a user and another that finds none', (service) => ({
    ...toAlma,
    MatchUserByByEmail: 'nobody.has.this@example.com',
    ...newCard(service),
  })),
  refusedWith(4, 'a new card without an internal number', () => ({
    ...toAlma,
    NewCardFacilityCode: facilityCode,
    NewCardCardACSystemId: systemId,
  })),
  refusedWith(4, 'a new card without a system', (service) => ({
    ...toAlma,
    NewCardInternalCardNumber: newCard(service).NewCardInternalCardNumber ?? null,
    NewCardFacilityCode: facilityCode,
  })),
  refusedWith(4, 'numbers that no card can have', (service) => ({
    ...toAlma,
    ...newCard(service),
    NewCardInternalCardNumber: -1,
  })),
  refusedWith(5, 'the system is not that of the occupancy, when asked to look', (service) => ({
    MatchUserByEmployeeNumber: clara.employeeNumber,
    ...newCard(service),
    NewCardEnforceOccupancySystem: true,
  })),
]
