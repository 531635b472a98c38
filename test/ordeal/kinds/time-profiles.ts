/**
 * Time profiles that are put and deleted. The service keeps the last word on each alone, so what it took on the way is
 * read from what the proxy saw it answer: a word that came twice in a row changed nothing, an older one after a newer one
 * would have.
 */
import { append, compare, type Deed, type Ends, type OrdealKind, readTold, type Sequences } from '../ordeal-kind.ts'

const linkIds = Array.from({ length: 12 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
const deleted = 'deleted'

async function act(deed: Deed): Promise<void> {
  const { random } = deed
  const chosen = linkIds.filter(() => random.chance(0.25))
  if (random.chance(0.3)) {
    await deed.call('deleteProfiles', { linkIds: chosen })
    return
  }
  const items = chosen.map((link_id) => ({
    link_id,
    name: `version ${deed.serial()}`,
    time_options: { is_all_day: true, date_from: 1_772_434_800, date_to: 1_772_434_800 },
    repeat_options: { repeat_enable: false, repeat_format: { repeat_type: 'day', repeat_end: { format: 'never' } } },
  }))
  const file = deed.fileOf(JSON.stringify({ list_items: items }))
  const answer = (await deed.call('putProfiles', { file })) as { type: string } | null
  if (answer?.type === 'changed') for (const { name } of items) deed.remember('timeProfiles', name)
}

type Result = { link_id: string; success: boolean; extended_info: string }

/** What the station changed, from its audit trail. */
function readMade(station: Ends['station']): { linkId: string; what: string }[] {
  return station
    .prepare<{ action: string; content: string }>(
      `SELECT action, content FROM audit WHERE action IN ('profile.put', 'profile.delete') ORDER BY sequence`,
    )
    .all()
    .flatMap(({ action, content }) => {
      const { items = [], result }: { items?: { link_id: string; name: string }[]; result: Result[] } =
        JSON.parse(content)
      if (action === 'profile.put') return items.map(({ link_id: linkId, name }) => ({ linkId, what: name }))
      return result.filter(({ success }) => success).map(({ link_id: linkId }) => ({ linkId, what: deleted }))
    })
}

function readHeard(changes: Ends['changes']): Sequences {
  const heard: Sequences = new Map()
  for (const { path, method, body, answer } of changes) {
    const names: { link_id: string; name: string }[] = JSON.parse(body).list_items ?? []
    const isDelete = method === 'DELETE' || /delete/.test(path)
    const { result = [] }: { result?: Result[] } = JSON.parse(answer)
    for (const { link_id: linkId, success } of result) {
      // Of a delete that came again nothing is left to delete.
      const what = isDelete ? deleted : success ? names.find(({ link_id }) => link_id === linkId)?.name : undefined
      if (what !== undefined && heard.get(linkId)?.at(-1) !== what) append(heard, linkId, what)
    }
  }
  return heard
}

function judge({ station, central, changes, answered }: Ends) {
  const rows = readTold(station, 'timeProfiles')
  const made = readMade(station)
  const stored = new Set(made.map(({ what }) => what))
  const untold = answered.filter((name) => !stored.has(name))
  const refused = new Map<string, number>()
  const labelOf = (linkId: string, what: string): string => `${linkId} ${what}`
  for (const { state, payload } of rows) {
    if (state !== 'refused') continue
    const item = payload.item as { link_id: string; name: string } | undefined
    const label = item ? labelOf(item.link_id, item.name) : labelOf(String(payload.linkId), deleted)
    refused.set(label, (refused.get(label) ?? 0) + 1)
  }
  const expected: Sequences = new Map()
  for (const { linkId, what } of made) {
    const times = refused.get(labelOf(linkId, what)) ?? 0
    if (times > 0) refused.set(labelOf(linkId, what), times - 1)
    else append(expected, linkId, what)
  }
  const verdict = compare(rows, expected, readHeard(changes), untold)
  const missing = made.length - rows.length
  if (missing !== 0) {
    verdict.lost += Math.abs(missing)
    verdict.faults.push(`lost at the station: ${made.length} changes and ${rows.length} rows`)
  }
  const namesOf = (db: Ends['station']): string =>
    db
      .prepare<{ name: string }>(`SELECT link_id || ' ' || name AS name FROM time_profile ORDER BY link_id`)
      .all()
      .map(({ name }) => name)
      .join('\n')
  if (verdict.refused === 0 && verdict.waiting === 0 && namesOf(station) !== namesOf(central)) {
    verdict.wrong += 1
    verdict.faults.push(`wrong: the service has\n${namesOf(central)}\nand the station\n${namesOf(station)}`)
  }
  return verdict
}

export const timeProfilesKind: OrdealKind = {
  upstream: 'timeProfiles',
  settings: (url, password) => ({ url, username: 'station', password, batchRows: 20 }),
  weight: 10,
  act,
  judge,
}
