/**
 * The time zone that somebody means who typed its name and chose none from the list: the one of that name, the only one of that
 * place (`berlin`), or the only one with a place that begins so (`lord h`; ours). An older or newer name of a zone counts as well.
 *
 * @param zones IANA names, as the station knows them.
 * @returns Null where none or more than one is meant.
 */
export function findZone(typed: string, zones: readonly string[]): string | null {
  const wanted = plainZone(typed)
  if (wanted === '') return null
  const named = zones.map((zone) => ({ zone, name: plainZone(zone) }))
  const only = (found: typeof named): string | null => (found.length === 1 ? (found[0]?.zone ?? null) : null)
  return (
    only(named.filter(({ name }) => name === wanted)) ??
    only(named.filter(({ name }) => name.endsWith(`/${wanted}`))) ??
    only(named.filter(({ name }) => `/${name}`.includes(`/${wanted}`))) ??
    findAlias(wanted, zones)
  )
}

/** Case, marks, and how a blank is written tell no zone from another. */
function plainZone(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[_\s]+/g, ' ')
    .replaceAll(/ ?\/ ?/g, '/')
    .trim()
}

/** Such as Asia/Kolkata, where the station says Asia/Calcutta. */
function findAlias(wanted: string, zones: readonly string[]): string | null {
  if (!wanted.includes('/')) return null
  try {
    const midnight = new Temporal.Instant(0n)
    const named = midnight.toZonedDateTimeISO(wanted.replaceAll(' ', '_'))
    return zones.find((zone) => midnight.toZonedDateTimeISO(zone).equals(named)) ?? null
  } catch {
    return null
  }
}
