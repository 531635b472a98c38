/**
 * `npm run package [-- --dir | --linux | --win | --mac]`: builds the app and packs it with electron-builder. With `--dir` the
 * package is only a folder; where Electron cannot be had, it is then made around a stand-in, and says so.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findElectron } from '../electron/find-electron.ts'
import { buildApp, projectDir } from './build-app.ts'
import { makeStandInElectron } from './stand-in-electron.ts'

type ElectronPlace = { type: 'place'; dist: string | null } | { type: 'missing'; why: string }

/** Where electron-builder takes Electron from; null: it downloads it, for whatever platform it packs. */
async function chooseElectron(parameters: readonly string[]): Promise<ElectronPlace> {
  const isDirOnly = parameters.includes('--dir')
  if (!isDirOnly) return { type: 'place', dist: null }
  const electron = await findElectron({ downloadLimitMs: Number(process.env.FOYER_ELECTRON_LIMIT_MS ?? 120_000) })
  if (electron.type === 'found') return { type: 'place', dist: dirname(electron.binary) }
  if (process.platform !== 'linux') return { type: 'missing', why: electron.why }
  process.stderr.write(`${electron.why} The package is made around a stand-in: to be looked at, not to be run.\n`)
  return { type: 'place', dist: makeStandInElectron(join(projectDir, 'dist', 'stand-in-electron')) }
}

async function packageApp(parameters: readonly string[]): Promise<number> {
  const electron = await chooseElectron(parameters)
  if (electron.type === 'missing') {
    process.stderr.write(`${electron.why}\n`)
    return 1
  }
  const platform = parameters.includes('--win') ? 'win32' : parameters.includes('--mac') ? 'darwin' : process.platform
  const arch = parameters.includes('--arm64') ? 'arm64' : process.arch
  await buildApp({ target: { platform, arch } })
  const cli = join(dirname(createRequire(import.meta.filename).resolve('electron-builder/package.json')), 'cli.js')
  const dist = electron.dist === null ? [] : [`-c.electronDist=${electron.dist}`]
  const { status } = spawnSync(process.execPath, [cli, '--publish', 'never', ...parameters, ...dist], {
    cwd: projectDir,
    stdio: 'inherit',
  })
  return status ?? 1
}

process.exitCode = await packageApp(process.argv.slice(2))
