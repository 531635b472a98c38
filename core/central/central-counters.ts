/** The few figures that the central service gives at `/metrics`, in Prometheus' text format (version 0.0.4). */

const counterHelp = {
  foyer_central_requests_total: 'Requests answered, by route and status.',
  foyer_central_clock_events_total: 'Clock events accepted, by kind.',
  foyer_central_clock_repeats_total: 'Request objects whose key was known: answered as the first time, not applied.',
  foyer_central_clock_refusals_total: 'Request objects of the clock interface that were refused, by status.',
  foyer_central_time_profiles_total: 'Time profile items answered, by extended_info.',
  foyer_central_card_check_ins_total: 'Card check-ins answered, by result code.',
  foyer_central_presence_entries_total: 'Presence entries created.',
  foyer_central_presence_faults_total: 'Presence entries that could not be created, by reason.',
  foyer_central_auth_batches_total: 'Calls that process staged authentication data, by outcome.',
} as const

export type CounterName = keyof typeof counterHelp

export type CentralCounters = {
  /** Labels come from fixed sets (routes, kinds, statuses), never from what a caller sends. */
  add: (name: CounterName, labels?: Record<string, string>, by?: number) => void
  renderText: () => string
}

/** `startedAtMs`: when the service started, milliseconds since the epoch; shown as a gauge in seconds. */
export function createCounters(startedAtMs: number): CentralCounters {
  const valuesByName = new Map<CounterName, Map<string, number>>()
  return {
    add: (name, labels = {}, by = 1) => {
      const values = valuesByName.get(name) ?? new Map<string, number>()
      valuesByName.set(name, values)
      const series = renderLabels(labels)
      values.set(series, (values.get(series) ?? 0) + by)
    },
    renderText: () => {
      const lines: string[] = []
      for (const [name, help] of Object.entries(counterHelp) as [CounterName, string][]) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`)
        for (const [series, value] of valuesByName.get(name) ?? []) lines.push(`${name}${series} ${value}`)
      }
      lines.push(
        '# HELP foyer_central_start_time_seconds When the service started, seconds since the epoch.',
        '# TYPE foyer_central_start_time_seconds gauge',
        `foyer_central_start_time_seconds ${startedAtMs / 1000}`,
      )
      return `${lines.join('\n')}\n`
    },
  }
}

function renderLabels(labels: Record<string, string>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/[\\"\n]/g, '_')}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}
