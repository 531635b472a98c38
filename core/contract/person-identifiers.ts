/** What a person goes by in other systems, in the order in which a roster and the console name it. */
export const personIdentifiers = [
  'email',
  'userId',
  'apiId',
  'username',
  'accId',
  'discord',
  'uniqueId',
  'occupancySystemId',
] as const
