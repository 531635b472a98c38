/**
 * Before `npm test`: installs the Node that Electron carries into `test/node24`, for the tests of the packaged station. Apart from
 * the project's own packages, because both bring a command `node`. Never fails: without it those tests are skipped and say so.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'test', 'node24')
/** Some 50 MB over a slow line; a registry that hangs must not hang the tests. */
const limitMs = 3 * 60_000

/** The program, or null where it is not installed (or there is none for this machine). */
export function findNode24(): string | null {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const names = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`]
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  return names.map((name) => join(folder, 'node_modules', name, 'bin', program)).find(existsSync) ?? null
}

/** Runs `npm ci` there; answers a sentence where it failed. */
function installNode24(): string | null {
  const npm = process.env.npm_execpath
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  const { status, stderr, error } = spawnSync(
    program,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-timeout=60000', '--fetch-retries=1'],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: limitMs,
      killSignal: 'SIGKILL',
      // npm for Windows is a batch file.
      shell: process.platform === 'win32' && npm === undefined,
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name))),
    },
  )
  if (status === 0) return null
  const said = stderr?.split('\n').find((line) => /^npm (ERR!|error) /.test(line))
  const why = error?.message ?? said?.replace(/^npm (ERR!|error) (code )?/, '') ?? `exit code ${status}`
  return `Node 24 could not be installed (${why}); the tests of the packaged station are skipped.`
}

if (import.meta.main && findNode24() === null) {
  const failure = installNode24()
  if (failure !== null) console.log(failure)
}
