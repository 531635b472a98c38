/** What is missing or wrong in a draft, by the path of its field in `station.json`; the station looks at all of it again. */
import { type SetupUpstream, setupUpstreams } from '../../core/contract/setup-upstreams.ts'
import { findNameFault, idPattern, pinPattern } from '../../core/contract/text-patterns.ts'
import { type Draft, type DraftUpstream, idOfDraft } from './setup-draft.ts'
import { pathOfField, upstreamFields } from './upstream-fields.ts'

/** In the order in which they are asked. */
export const setupSteps = ['language', 'place', 'languages', 'readers', 'upstreams', 'supervisor', 'summary'] as const
export type SetupStep = (typeof setupSteps)[number]

/** Each is a text below `setup.faults`. */
export type FaultText =
  | 'empty'
  | 'unseen'
  | 'direction'
  | 'id'
  | 'zone'
  | 'noLanguage'
  | 'noReader'
  | 'url'
  | 'tokenOrLogin'
  | 'variable'
  | 'guid'
  | 'noBadge'
  | 'badge'
  | 'pin'
  | 'pinAgain'

export type DraftFaults = ReadonlyMap<string, FaultText>

export function findDraftFaults(draft: Draft, zones: readonly string[]): DraftFaults {
  const { supervisor } = draft
  const faults = new Map<string, FaultText>()
  const note = (isWrong: boolean, path: string, text: FaultText): void => {
    if (isWrong && !faults.has(path)) faults.set(path, text)
  }
  const noteName = (text: string, path: string): void => {
    const fault = findNameFault(text)
    if (fault !== null) note(true, path, fault)
  }
  note(isEmpty(draft.name), 'station.name', 'empty')
  noteName(draft.name, 'station.name')
  noteName(draft.location, 'station.location')
  note(!idPattern.test(idOfDraft(draft)), 'station.id', 'id')
  note(!zones.includes(draft.zone), 'station.zone', 'zone')
  note(draft.languages.length === 0, 'station.languages', 'noLanguage')
  note(draft.readers.length === 0, 'readers', 'noReader')
  for (const [index, { name }] of draft.readers.entries()) noteName(name, `readers[${index}].name`)
  for (const upstream of setupUpstreams) {
    const said = draft.upstreams[upstream]
    if (said) noteUpstream(upstream, said, note)
  }
  note(isEmpty(supervisor.displayName), 'supervisor.displayName', 'empty')
  note(isEmpty(supervisor.employeeNumber), 'supervisor.employeeNumber', 'empty')
  for (const part of ['displayName', 'employeeNumber'] as const) noteName(supervisor[part], `supervisor.${part}`)
  note(supervisor.badge === null || isEmpty(supervisor.badge.text), 'supervisor.badge', 'noBadge')
  note(supervisor.badge?.number === null, 'supervisor.badge', 'badge')
  note(!pinPattern.test(supervisor.pin), 'supervisor.pin', 'pin')
  note(supervisor.pinAgain !== supervisor.pin, 'supervisor.pinAgain', 'pinAgain')
  return faults
}

function noteUpstream(
  upstream: SetupUpstream,
  { url, values }: DraftUpstream,
  note: (isWrong: boolean, path: string, text: FaultText) => void,
): void {
  const path = `upstreams.${upstream}`
  const has = (name: string): boolean => !isEmpty(values[name] ?? '')
  note(!isWebAddress(url), `${path}.url`, 'url')
  for (const field of upstreamFields[upstream]) {
    const value = (values[field.name] ?? '').trim()
    note(field.isNeeded && value === '', pathOfField(upstream, field), 'empty')
    note(field.isSecret && value === 'env:', pathOfField(upstream, field), 'variable')
  }
  note(has('cardSystemId') && !guidPattern.test((values.cardSystemId ?? '').trim()), 'station.cardSystemId', 'guid')
  const isKnown = upstream !== 'authData' || has('token') || (has('username') && has('password'))
  note(!isKnown, `${path}.token`, 'tokenOrLogin')
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Where a field is asked for; of what no step asks, the summary tells. */
export function stepOfPath(path: string): SetupStep {
  if (path === 'station.cardSystemId') return 'upstreams'
  if (path.startsWith('station.languages')) return 'languages'
  if (path.startsWith('station')) return 'place'
  if (path.startsWith('readers')) return 'readers'
  if (path.startsWith('upstreams')) return 'upstreams'
  return path.startsWith('supervisor') ? 'supervisor' : 'summary'
}

export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text.trim())?.protocol ?? '')
}

function isEmpty(text: string): boolean {
  return text.trim() === ''
}
