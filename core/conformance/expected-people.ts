/** Whom the checks expect the service to know, and the roster that tells it (the format of `foyer import`). */

/** The system of the cards, and another one. */
export const systemId = '5f0e7000-0000-4000-8000-00000000c001'
export const otherSystemId = '5f0e7000-0000-4000-8000-00000000c002'

export type ExpectedPerson = {
  employeeNumber: string
  displayName: string
  email?: string
  status: 'active' | 'inactive'
  userId?: string
  apiId?: string
  username?: string
  accId?: string
  discord?: string
  uniqueId?: number
  cardNumber?: number
  facilityCode?: number
  systemId?: string
  occupancySystemId?: string
}

/** Everything that a person can be known by, with capitals in what is compared with and without regard to them. */
function complete(number: number, name: string) {
  return {
    employeeNumber: `FC-0${number}`,
    displayName: `${name} Conformance`,
    email: `${name}.Conformance@Example.com`,
    status: 'active',
    userId: `5f0e7000-0000-4000-8000-00000000a00${number}`,
    apiId: `fc-api-${name}`,
    username: `fc.${name}`,
    accId: `fc-acc-${name}`,
    discord: `90000000000000000${number}`,
    uniqueId: 900_000_000 + number,
    occupancySystemId: systemId,
  } as const satisfies ExpectedPerson
}

/** The first two have a card each, which stays theirs. */
export const alma = { ...complete(1, 'Alma'), cardNumber: 940_001, facilityCode: 94, systemId }
export const bruno = { ...complete(2, 'Bruno'), cardNumber: 940_002, facilityCode: 94, systemId }
/** Everything, but of another system. */
export const clara = { ...complete(3, 'Clara'), occupancySystemId: otherSystemId }
/** The employee number and nothing else. */
export const bare = { employeeNumber: 'FC-04', displayName: 'Bare Conformance', status: 'active' } as const
export const inactive = { ...complete(5, 'Ines'), status: 'inactive' } as const satisfies ExpectedPerson
/** Two who share what should be one person's alone. */
const shared = { email: 'shared@example.com', apiId: 'fc-api-shared', accId: 'fc-acc-shared' } as const
export const firstOfTwo = { ...complete(6, 'Paul'), ...shared }
export const secondOfTwo = { ...complete(7, 'Petra'), ...shared }
/** For the checks that need many at once. */
export const others = [complete(8, 'Olga'), complete(9, 'Omar')] as const

export const expectedPeople: readonly ExpectedPerson[] = [
  alma,
  bruno,
  clara,
  bare,
  inactive,
  firstOfTwo,
  secondOfTwo,
  ...others,
]

const columns = [
  'employeeNumber',
  'displayName',
  'email',
  'status',
  'userId',
  'apiId',
  'username',
  'accId',
  'discord',
  'uniqueId',
  'cardNumber',
  'facilityCode',
  'systemId',
  'occupancySystemId',
] as const satisfies (keyof ExpectedPerson)[]

/** CSV with a header; no value needs quotes. */
export function printRoster(): string {
  const rows = expectedPeople.map((person) => columns.map((column) => person[column] ?? '').join(','))
  return [columns.join(','), ...rows].join('\n')
}
