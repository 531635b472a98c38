/**
 * Bundles the packaged app into `dist/app`: shell, preload, station, screens, resources and the two native modules. Rooms keep
 * their places (`electron/`, `core/station/`), so that what lies beside a file in the sources lies beside it here too.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { ensureScreens } from './build-screens.ts'
import { licencesOf } from './bundled-licences.ts'
import { copyNativeModules, nativeNames, type Target } from './native-modules.ts'

export const projectDir = join(import.meta.dirname, '..')
export const appDir = join(projectDir, 'dist', 'app')

/** Electron 45 carries Node 24 and Chromium 156. */
const shared: BuildOptions = {
  absWorkingDir: projectDir,
  bundle: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  external: ['electron', ...nativeNames],
  define: { 'process.env.NODE_ENV': '"production"' },
}

/** What CommonJS packages inside of an ES module ask for. */
const requireBanner = {
  js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
}

/** Of `resources/`, what a running station reads. */
const stationResources = ['demo/badges.json', 'demo/roster.csv']

export type AppBuild = { outDir?: string; target?: Target }

/** Builds the app for `target` (this machine unless said otherwise), and the screens first where they are not up to date. */
export async function buildApp(options: AppBuild = {}): Promise<{ outDir: string }> {
  const { outDir = appDir, target = { platform: process.platform, arch: process.arch } } = options
  const screens = await ensureScreens()
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  const inputs = [...(await bundleShell(outDir)), ...(await bundleStation(outDir)), ...(await inputsOfScreens())]
  cpSync(join(projectDir, 'electron', 'out-of-order'), join(outDir, 'electron', 'out-of-order'), { recursive: true })
  cpSync(screens, join(outDir, 'dist', 'screens'), { recursive: true })
  for (const file of stationResources) {
    cpSync(join(projectDir, 'resources', file), join(outDir, 'resources', file))
  }
  const dependencies = copyNativeModules(outDir, target)
  writeFileSync(join(outDir, 'licences.txt'), licencesOf(inputs, projectDir))
  writeFileSync(join(outDir, 'package.json'), appPackage(dependencies))
  return { outDir }
}

async function bundleShell(outDir: string): Promise<string[]> {
  const main = await build({
    ...shared,
    entryPoints: ['electron/main.ts'],
    outfile: join(outDir, 'electron', 'main.js'),
    platform: 'node',
    format: 'esm',
    target: 'node24',
  })
  const preload = await build({
    ...shared,
    entryPoints: ['electron/preload.ts'],
    outfile: join(outDir, 'electron', 'preload.cjs'),
    // A sandboxed preload is CommonJS and may require almost nothing but `electron`.
    platform: 'browser',
    format: 'cjs',
    target: 'chrome150',
  })
  return inputsOf(main, preload)
}

async function bundleStation(outDir: string): Promise<string[]> {
  const station = await build({
    ...shared,
    stdin: {
      contents: "import './core/station/load-temporal.ts'\nimport './core/station/process.ts'\n",
      resolveDir: projectDir,
      sourcefile: 'station.ts',
      loader: 'ts',
    },
    outfile: join(outDir, 'core', 'station', 'process.js'),
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: requireBanner,
  })
  return inputsOf(station)
}

/** Vite has bundled the screens; this only looks at what they are made of. */
async function inputsOfScreens(): Promise<string[]> {
  const screens = await build({
    ...shared,
    entryPoints: ['renderer/main.tsx'],
    outdir: join(appDir, 'unused'),
    write: false,
    format: 'esm',
    loader: { '.svg': 'empty', '.png': 'empty', '.woff2': 'empty', '.wav': 'empty' },
  })
  return inputsOf(screens)
}

function inputsOf(...results: { metafile?: { inputs: object } | undefined }[]): string[] {
  return results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}))
}

/** The packed app's own description; its dependencies are exactly the modules that lie beside it. */
function appPackage(dependencies: Record<string, string>): string {
  const { name, productName, version, description } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'))
  const main = 'electron/main.js'
  return `${JSON.stringify({ name, productName, version, description, private: true, type: 'module', main, dependencies }, null, 2)}\n`
}

if (import.meta.main) {
  const { outDir } = await buildApp()
  process.stderr.write(`The app is in ${relative(process.cwd(), outDir)}\n`)
}
