/** The shell's log: one JSON object per line on stderr, where the launcher or the system's journal picks it up. */

export type ShellLog = (event: string, facts?: Record<string, string | number | boolean | null>) => void

/** Writes to stderr; `now` gives milliseconds since the epoch. */
export function makeShellLog(now: () => number): ShellLog {
  return (event, facts = {}) => {
    process.stderr.write(`${JSON.stringify({ at: new Date(now()).toISOString(), from: 'shell', event, ...facts })}\n`)
  }
}
