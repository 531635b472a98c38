/**
 * Finds Electron's binary without ever hanging. Its npm package holds none: the binary is downloaded by the package's own
 * `install.js` when it is first asked for (Electron, “Installation”), so here that is done with a limit and a plain answer.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type FoundElectron = { type: 'found'; binary: string } | { type: 'missing'; why: string }

export type ElectronSearch = {
  /** How long a download may take; 0: none is tried. */
  downloadLimitMs?: number
  /** Any file of the project whose `node_modules` are meant. */
  from?: string
  env?: NodeJS.ProcessEnv
}

/** How long `electron --version` may take; a cold disk and a virus scanner included. */
const startLimitMs = 15_000

/** The binary, or one sentence that says which step failed. Never throws. */
export async function findElectron(search: ElectronSearch = {}): Promise<FoundElectron> {
  const { downloadLimitMs = 15_000, from = import.meta.filename, env = process.env } = search
  const packageDir = findPackage(from)
  if (packageDir === null) return missing('its npm package is not installed')
  const binary = findBinary(packageDir, env)
  if (binary !== null) return checkStart(binary, env)
  if (downloadLimitMs <= 0) return missing('its binary has not been downloaded')
  const failure = await download(packageDir, downloadLimitMs, env)
  if (failure !== null) return missing(failure)
  const downloaded = findBinary(packageDir, env)
  return downloaded === null ? missing('its download left no binary behind') : checkStart(downloaded, env)
}

function missing(why: string): FoundElectron {
  return { type: 'missing', why: `Electron cannot be used: ${why}.` }
}

function findPackage(from: string): string | null {
  try {
    return dirname(createRequire(from).resolve('electron/package.json'))
  } catch {
    return null
  }
}

/** Where `install.js` puts it: `path.txt` names the file inside of `dist`, or of the folder that the environment names. */
function findBinary(packageDir: string, env: NodeJS.ProcessEnv): string | null {
  const pathFile = join(packageDir, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return existing(join(override, name ?? 'electron'))
  return name === null ? null : existing(join(packageDir, 'dist', name))
}

function existing(file: string): string | null {
  return existsSync(file) ? file : null
}

/** Null when it worked, otherwise the step that failed. */
async function download(packageDir: string, limitMs: number, env: NodeJS.ProcessEnv): Promise<string | null> {
  const { code, output, isLate } = await run(process.execPath, [join(packageDir, 'install.js')], limitMs, env)
  if (isLate) {
    const limit = Math.round(limitMs / 1000)
    return `its binary could not be downloaded within ${limit} s (“npx install-electron” does it without a limit)`
  }
  return code === 0 ? null : `its binary could not be downloaded (${errorOf(output)})`
}

/** A binary that is there may still lack a library or the right to run. */
async function checkStart(binary: string, env: NodeJS.ProcessEnv): Promise<FoundElectron> {
  const { code, output, isLate } = await run(binary, ['--version'], startLimitMs, plainEnvironment(env))
  if (isLate) return missing('its binary does not answer')
  return code === 0 ? { type: 'found', binary } : missing(`its binary does not start (${errorOf(output)})`)
}

/** Without what would turn Electron into a plain Node, as some editors' terminals have it. */
export function plainEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: __, ...others } = env
  return others
}

/** The one line of a program's last words that says what went wrong. */
function errorOf(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  const said =
    lines.find((line) => /\b\w*Error\b.*: |^error|error while/i.test(line)) ?? lines.find((line) => line !== '')
  return (said ?? 'no reason given').replace(/^(\w*Error|Error): /, '').replace(/\.$/, '')
}

function run(
  program: string,
  parameters: string[],
  limitMs: number,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string; isLate: boolean }> {
  return new Promise((resolve) => {
    let output = ''
    let isLate = false
    const child = spawn(program, parameters, { env, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
    const limit = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, limitMs)
    const finish = (code: number | null): void => {
      clearTimeout(limit)
      resolve({ code, output, isLate })
    }
    child.stderr.on('data', (chunk) => {
      output += String(chunk)
    })
    child.once('error', (error) => {
      output += `${error.message}\n`
      finish(null)
    })
    child.once('close', finish)
  })
}
