/** A secret on the command line: itself, or `env:NAME` for where it is. */
import type { Cli } from './command.ts'

/** Null where it is empty, or a variable is named that is not set; that has been said. */
export function readSecret(cli: Cli, given: string): string | null {
  const name = given.startsWith('env:') ? given.slice('env:'.length) : null
  const secret = name === null ? given : cli.env[name]
  if (secret) return secret
  cli.terminal.say(
    name === null
      ? 'The secret may not be empty.'
      : `The environment variable "${name}" that --secret names is not set.`,
  )
  return null
}
