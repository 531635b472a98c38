/** What has been said of the station so far, and the `station.json` that it makes. Nothing of it leaves the page before the end. */
import type { BadgeNumber } from '../../core/badge/badge-number.ts'
import { readBadgeText } from '../../core/badge/read-badge.ts'
import type { Request } from '../../core/contract/contract.ts'
import type { Language } from '../../core/contract/languages.ts'
import type { ReaderUse } from '../../core/contract/reader-uses.ts'
import { type SetupUpstream, setupUpstreams } from '../../core/contract/setup-upstreams.ts'
import { idOfName } from '../../core/contract/station-id.ts'
import { type UpstreamField, upstreamFields } from './upstream-fields.ts'

export type DraftReader = {
  id: string
  name: string
  use: ReaderUse
  /** As in `station.json`. */
  device: Record<string, string | number> | null
  /** Where it was last seen; `station.json` names it only where nothing else tells the device from others. */
  port: string | null
}
export type DraftUpstream = { url: string; dialect: 'reference' | 'vendor'; values: Record<string, string> }

export type Draft = {
  name: string
  /** Null: that of the name. */
  id: string | null
  location: string
  zone: string
  /** What whoever sets it up has chosen last: its words may still be on their way. */
  spoken: Language
  /** The first one is spoken when nobody has chosen. */
  languages: Language[]
  readers: DraftReader[]
  upstreams: Partial<Record<SetupUpstream, DraftUpstream>>
  supervisor: { displayName: string; employeeNumber: string; badge: DraftBadge | null; pin: string; pinAgain: string }
}

export type DraftBadge = { text: string; number: BadgeNumber | null }

/** The reader that types into the window; its id is no name of a device. */
export const windowReaderId = 'keyboard'
export const windowReader: DraftReader = { id: windowReaderId, name: '', use: 'toggle', device: null, port: null }

export function createDraft(zone: string, language: Language): Draft {
  return {
    name: '',
    id: null,
    location: '',
    zone,
    spoken: language,
    languages: [language],
    readers: [windowReader],
    upstreams: {},
    supervisor: { displayName: '', employeeNumber: '', badge: null, pin: '', pinAgain: '' },
  }
}

/** As long as nothing else was said of them, the kiosk has the language in which it is set up. */
export function speakInDraft({ languages, spoken }: Draft, language: Language): Partial<Draft> {
  const isUntouched = languages.length === 1 && languages[0] === spoken
  return { spoken: language, ...(isUntouched && { languages: [language] }) }
}

export function idOfDraft(draft: Draft): string {
  // The last one stands in its field, for whoever has more than one station.
  return draft.id ?? idOfName(draft.name) ?? 'station'
}

/** The card that a typed number means; a card that was tapped is known already. */
export function typeBadge(text: string): DraftBadge {
  const reading = readBadgeText(text.trim(), 'auto')
  return { text, number: reading.type === 'read' ? reading.candidates[0] : null }
}

/** Null as long as the supervisor has no card. */
export function draftToRequest(draft: Draft): Request<'finishSetup'> | null {
  const { displayName, employeeNumber, badge, pin } = draft.supervisor
  if (!badge?.number) return null
  return { settings: draftToSettings(draft), supervisor: { displayName, employeeNumber, badge: badge.number, pin } }
}

/** What has a default and was not said stays out of the file. */
export function draftToSettings(draft: Draft): Record<string, unknown> {
  const { zone, languages, location } = draft
  const upstreams = setupUpstreams.flatMap((upstream) => {
    const said = draft.upstreams[upstream]
    return said ? [[upstream, upstreamToSettings(upstream, said)] as const] : []
  })
  return {
    station: {
      id: idOfDraft(draft),
      name: draft.name.trim(),
      ...(location.trim() !== '' && { location: location.trim() }),
      zone,
      languages,
      ...Object.assign({}, ...setupUpstreams.map((upstream) => ofStation(upstream, draft.upstreams[upstream]))),
    },
    readers: draft.readers.map(readerToSettings),
    ...(upstreams.length > 0 && { upstreams: Object.fromEntries(upstreams) }),
  }
}

function readerToSettings({ id, name, use, device }: DraftReader) {
  return { id, ...(name.trim() !== '' && { name: name.trim() }), use, ...(device && { device }) }
}

function upstreamToSettings(upstream: SetupUpstream, { url, dialect, values }: DraftUpstream): Record<string, string> {
  const own = upstreamFields[upstream].filter(({ isOfStation }) => !isOfStation)
  return { url: url.trim(), dialect, ...valuesOf(own, values) }
}

/** What is asked for with an upstream and is the station's. */
function ofStation(upstream: SetupUpstream, said: DraftUpstream | undefined): Record<string, string> {
  return said
    ? valuesOf(
        upstreamFields[upstream].filter(({ isOfStation }) => isOfStation),
        said.values,
      )
    : {}
}

function valuesOf(fields: readonly UpstreamField[], values: Record<string, string>): Record<string, string> {
  const given = fields.flatMap(({ name }) => {
    const value = (values[name] ?? '').trim()
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}
