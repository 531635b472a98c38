/** What `foyer` tells a script by its exit code. The sentences are what `--help` shows. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  settings: 3,
  inUse: 4,
  unexpected: 70,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export const exitCodesHelp = `
Exit codes:
  0   done
  1   not done; the reason is on stderr
  2   the command line was not understood
  3   station.json is missing or wrong; every fault is on stderr with its field
  4   another program owns the data folder
  70  a fault of Foyer itself; stderr says where the details are`
