import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')

/** Runs a command beside the station; throws what it says where it fails. */
export function runFoyer(parameters: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [foyer, ...parameters], {
    encoding: 'utf8',
    input,
    // An import names everybody.
    maxBuffer: 256 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`foyer ${parameters.join(' ')}: ${stderr}`)
  return stdout
}
