/** The guest's own programs: the station, the `foyer` command and the agent, bundled so that an emulated machine reads them quickly. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { nativeNames } from '../../build/native-modules.ts'
import type { Entry } from './cpio.ts'
import { projectDir } from './places.ts'

/** What the command line can start, and the guest cannot. */
const notForGuest = ['vite', '@vitejs/plugin-react', 'esbuild', 'electron', 'electron-builder', 'playwright-core']

/** A change to a source for a control: a test that cannot fail shows nothing. */
export type Sabotage = { file: string; replace: string; by: string }

/** As files below `foyer/app`. */
export async function bundleGuest(sabotage: Sabotage | null): Promise<Entry[]> {
  const { outputFiles } = await build({
    absWorkingDir: projectDir,
    entryPoints: {
      'core/station/process': 'core/station/process.ts',
      foyer: 'test/vm/guest/foyer.ts',
      agent: 'test/vm/guest/agent.ts',
    },
    outdir: '/foyer/app',
    bundle: true,
    splitting: true,
    // An emulated machine reads a megabyte in seconds.
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    logLevel: 'warning',
    legalComments: 'none',
    external: [...nativeNames, '@node-rs/argon2', ...notForGuest],
    plugins: sabotage ? [change(sabotage)] : [],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  })
  const files = outputFiles.map(
    ({ path, contents }): Entry => ({ type: 'file', path: path.slice(1), content: Buffer.from(contents) }),
  )
  const guest = join(import.meta.dirname, 'guest')
  return [
    ...['foyer/app', 'foyer/app/core', 'foyer/app/core/station', 'foyer/screens'].map(
      (path): Entry => ({ type: 'folder', path }),
    ),
    ...files,
    { type: 'file', path: 'foyer/app/package.json', content: Buffer.from('{"type":"module"}') },
    { type: 'file', path: 'foyer/screens/index.html', content: Buffer.from('<!doctype html><title>Foyer</title>') },
    { type: 'file', path: 'init', content: readFileSync(join(guest, 'init')), isExecutable: true },
  ]
}

function change({ file, replace, by }: Sabotage): Plugin {
  return {
    name: 'sabotage',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== join(projectDir, file)) return undefined
        const source = readFileSync(path, 'utf8')
        if (!source.includes(replace)) throw new Error(`${file} does not say "${replace}" any more.`)
        return { contents: source.replace(replace, by), loader: 'ts' }
      })
    },
  }
}
