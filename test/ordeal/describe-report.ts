/** The ordeal's counts as a table for people. */
import type { OrdealReport } from './run-ordeal.ts'

const columns = ['made', 'delivered', 'refused', 'withdrawn', 'waiting', 'lost', 'doubled', 'wrong'] as const
const shownFaults = 20

export function describeReport(report: OrdealReport): string {
  const rows = Object.entries(report.verdicts).map(([name, verdict]) => [
    name,
    ...columns.map((column) => String(verdict[column])),
  ])
  const { malformed, flippedBytes } = report
  const lines = [
    ...toTable([['facts', ...columns], ...rows]),
    '',
    ...listCounts('station killed', report.kills),
    '',
    ...listCounts('faults injected', report.faults),
    '',
    ...listCounts('the station met', report.met),
    '',
    `requests ${report.requests}, service restarts ${report.serviceRestarts}, clock jumps ${report.clockJumps}`,
    `malformed: reports ${malformed.reports}, requests ${malformed.requests}, files ${malformed.files}, readers pulled mid-report ${malformed.pulledReaders}`,
    `bytes flipped in a copy of the database: said ${flippedBytes.said}, not noticed ${flippedBytes.open}`,
  ]
  const faults = [
    ...report.troubles,
    ...Object.entries(report.verdicts).flatMap(([name, verdict]) => verdict.faults.map((fault) => `${name}: ${fault}`)),
  ]
  for (const fault of faults.slice(0, shownFaults)) lines.push(`✖ ${fault}`)
  if (faults.length > shownFaults) lines.push(`… and ${faults.length - shownFaults} more`)
  lines.push('', `${report.isGood ? '✔' : '✖'} seed ${report.seed}`)
  return lines.join('\n')
}

function toTable(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
}

function listCounts(title: string, counts: Record<string, number>): string[] {
  const entries = Object.entries(counts)
  const sum = entries.reduce((total, [, count]) => total + count, 0)
  return [`${title}: ${sum}`, ...toTable(entries.map(([name, count]) => [`  ${name}`, String(count)]))]
}
