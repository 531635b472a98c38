/** Whether the service takes the secret at all: asked once before the checks, of which nearly all would fail without it. */
import { authorize, newEmployee, stagePath } from './auth-data-calls.ts'
import { cardAuthorization, checkInPath } from './card-calls.ts'
import { type Area, areas } from './check.ts'
import { notLinked, readBack } from './clock-calls.ts'
import { alma } from './expected-people.ts'
import { put } from './presence-calls.ts'
import type { Answer, Service } from './service.ts'
import { hashOf, logIn } from './time-profile-calls.ts'

const asks: Record<Area, (service: Service) => Promise<Answer>> = {
  // What has no entries is refused for that by whoever takes the token.
  presence: (service) => put(service, undefined),
  clock: (service) => readBack(service, { apiId: alma.apiId }),
  // Either way in is good: a login, or the secret as the token.
  authData: async (service) => {
    const answer = await authorize(service, service.secret)
    if (!isRefusal(answer)) return answer
    const headers = { authorization: `bearer ${service.secret}` }
    return service.ask(stagePath, { body: { employee: [newEmployee(service)] }, headers })
  },
  timeProfiles: (service) => logIn(service, 'conformance', hashOf(service.secret)),
  cards: (service) => service.ask(checkInPath, { body: {}, headers: cardAuthorization(service) }),
  pull: (service) =>
    service.ask('/foyer/v1/people', { method: 'GET', headers: { authorization: `Bearer ${service.secret}` } }),
}

export type SecretTrial = {
  /** The areas that refuse the secret itself. */
  refusing: Area[]
  /** Whether none of the others took it either: they are not there. */
  isRefusedEverywhere: boolean
}

/** @param wanted none: all. Rejects with `NoAnswer` as every request does. */
export async function trySecret(service: Service, wanted: readonly Area[]): Promise<SecretTrial> {
  const refusing: Area[] = []
  let isTaken = false
  for (const area of wanted.length === 0 ? areas : wanted) {
    const answer = await asks[area](service)
    if (isRefusal(answer)) refusing.push(area)
    else if (!isAbsent(answer)) isTaken = true
  }
  return { refusing, isRefusedEverywhere: refusing.length > 0 && !isTaken }
}

function isRefusal({ status, text }: Answer): boolean {
  return status === 401 || status === 403 || (status === 400 && text.toUpperCase().startsWith('INVALID API KEY'))
}

/** 404 is also said of an account that is not known, by whoever took the key. */
function isAbsent({ status, text }: Answer): boolean {
  return status === 404 && text !== notLinked
}
