/** Builds the screens with Vite into `dist/screens`, and knows whether what is there is still what the sources say. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { findLanguageFaults, findUnknownTexts } from './find-language-faults.ts'

const projectDir = resolve(import.meta.dirname, '..')
const screensDir = join(projectDir, 'dist/screens')
/** Beside the screens and not among them: it is not for browsers. */
const stampFile = join(projectDir, 'dist/screens.built-from')

/** All that the screens are made of. The lock file stands for the libraries. */
const sources = [
  'renderer',
  'core/contract',
  'core/badge',
  'resources/languages',
  'build/build-screens.ts',
  'build/find-language-faults.ts',
  'package-lock.json',
]

/**
 * Builds in any case and answers the folder. Throws what Vite throws, and where a language lacks a text: a fault in the
 * sources is for their author.
 */
export async function buildScreens(outDir: string = screensDir): Promise<string> {
  const faults = [...findLanguageFaults(), ...findUnknownTexts()]
  if (faults.length > 0) throw new Error(`The screens lack words:\n${faults.join('\n')}`)
  // Built aside and moved into place, so that a station that starts meanwhile never serves half of it.
  const draft = `${outDir}.${process.pid}`
  // Only whoever builds waits for the builder, and needs it installed.
  const { build } = await import('vite')
  const { default: react } = await import('@vitejs/plugin-react')
  await build({
    configFile: false,
    root: join(projectDir, 'renderer'),
    // The desktop shell serves the same files under another scheme.
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: draft,
      emptyOutDir: true,
      target: 'chrome140',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  })
  rmSync(outDir, { recursive: true, force: true })
  renameSync(draft, outDir)
  return outDir
}

/**
 * Builds only if the sources have changed since. Answers the folder with the screens. An installed station has no
 * sources beside it; then what was built is what there is.
 */
export async function ensureScreens(): Promise<string> {
  const isBuilt = existsSync(join(screensDir, 'index.html'))
  if (!existsSync(join(projectDir, 'renderer')) && isBuilt) return screensDir
  const wanted = hashSources()
  if (isBuilt && readStamp() === wanted) return screensDir
  await buildScreens()
  writeFileSync(stampFile, wanted)
  return screensDir
}

function readStamp(): string | null {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null
}

function hashSources(): string {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(listFiles).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectDir, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Paths from the project's folder; a file is itself, and what is missing is nothing. */
function listFiles(path: string): string[] {
  const absolute = join(projectDir, path)
  if (!existsSync(absolute)) return []
  if (statSync(absolute).isFile()) return [path]
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(projectDir, join(entry.parentPath, entry.name)))
}

if (process.argv[1] === import.meta.filename) {
  await buildScreens()
  writeFileSync(stampFile, hashSources())
  process.stdout.write(`${screensDir}\n`)
}
