/** Runs a command that goes on until somebody ends it, and ends it once it has said something. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { commandFile } from './run-foyer.ts'

export async function spawnFoyerUntilHeard(
  t: TestContext,
  args: readonly string[],
  pattern: RegExp,
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [commandFile, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (pattern.test(stderr)) child.kill('SIGINT')
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stderr }
}
