/** How authentication data is staged and processed (Paperless Employee, “Stage Authentication Data”). */
import { randomUUID } from 'node:crypto'
import { type Answer, contentOf, isGuid, member, type Service } from './service.ts'

export const authorizationPage = { vendor: 'Paperless Employee', page: 'Authorization' }
export const stagePage = { vendor: 'Paperless Employee', page: 'Stage Authentication Data' }

export const stagePath = '/api/admin/authdata/stage'
export const noFileLogId = '00000000-0000-0000-0000-000000000000'

export type Employee = Record<string, unknown>

/** An employee whom nobody has staged before, with values that nobody has. */
export function newEmployee(service: Service, more: Employee = {}): Employee {
  const name = `FC-${service.run}-${service.nextNumber()}`
  const employee = {
    employeeId: name,
    employeeStatus: 'Active',
    authValue1: `${name}-one`,
    authValue2: `${name}-two`,
    authValue3: `${name}-three`,
  }
  return { ...employee, ...more }
}

/** The body as on the page, with a fresh batch; `more` replaces parts of it. */
export async function stage(
  service: Service,
  employee: readonly unknown[],
  more: Record<string, unknown> = {},
): Promise<Answer> {
  const body = { fileLogId: randomUUID(), validate: true, allowNoAuth: false, commit: true, employee, ...more }
  return service.ask(stagePath, { body, headers: await authorization(service) })
}

/** Our way of processing: POST without a body. */
export async function processBatch(service: Service, fileLogId: unknown): Promise<Answer> {
  return service.ask(`/api/admin/authdata/${String(fileLogId)}`, { headers: await authorization(service) })
}

/** With the token of a login, once per run; where none is given, the secret is tried as the token. */
export function authorization(service: Service): Promise<Record<string, string>> {
  return service.once('authorize', async () => {
    const token = tokenOf(await authorize(service, service.secret))
    return { authorization: `bearer ${token ?? service.secret}` }
  })
}

export function authorize(service: Service, password: string): Promise<Answer> {
  return service.ask('/authorize/token', {
    body: { username: 'conformance', password, companyUrlSuffix: 'conformance' },
  })
}

/** The page shows a text; an object with a `token` is as good (ours). Null where there is neither. */
export function tokenOf(answer: Answer): string | null {
  const token = typeof answer.json === 'string' ? answer.json : member(answer.json, 'token')
  return answer.status === 200 && typeof token === 'string' && token !== '' ? token : null
}

/** Stages and processes; rejects where that is refused, since nothing can be seen of what would have followed. */
export async function apply(service: Service, employees: readonly Employee[]): Promise<void> {
  const staged = await stage(service, employees)
  const fileLogId = member(staged.json, 'fileLogId')
  if (staged.status !== 200 || !isGuid(fileLogId)) throw new Error(`staging was answered ${say(staged)}`)
  const processed = await processBatch(service, fileLogId)
  if (processed.status >= 300) throw new Error(`processing was answered ${say(processed)}`)
}

function say(answer: Answer): string {
  return `${answer.status} ${JSON.stringify(contentOf(answer)).slice(0, 200)}`
}

/** Somebody who is known, with values that are known. */
export async function knownEmployee(service: Service, more: Employee = {}): Promise<Employee> {
  const employee = newEmployee(service, more)
  await apply(service, [employee])
  return employee
}

/** The totals that are not 0, by the page's names; or the answer, if it has none. */
export function totalsOf(answer: Answer): unknown {
  const { json } = answer
  if (answer.status !== 200 || typeof json !== 'object' || json === null) {
    return { status: answer.status, content: contentOf(answer) }
  }
  return Object.fromEntries(Object.entries(json).filter(([name, value]) => name.startsWith('total') && value !== 0))
}

/** `Key: Value` of each processed record, in the answer's order. */
export function detailsOf(answer: Answer): unknown {
  const details = member(answer.json, 'employeeDetails')
  if (!Array.isArray(details)) return { status: answer.status, content: contentOf(answer) }
  return details.map((detail) => `${member(detail, 'Key')}: ${member(detail, 'Value')}`)
}
