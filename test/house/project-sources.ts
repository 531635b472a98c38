/** The project's own sources, for the rules of the house that a linter has no words for. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A source file; `path` is below the project's folder, with forward slashes. */
export type Source = { path: string; text: string }

/** Every source of the project, tests included, built and installed files excluded. */
export function readSources(): Source[] {
  return globSync('{bin,build,core,electron,renderer,resources,test}/**/*.{ts,tsx,mts,mjs,js,cjs}', {
    cwd: projectFolder,
    exclude: (path) => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(String(path)),
  }).map((found) => ({
    path: found.split(sep).join('/'),
    text: readFileSync(join(projectFolder, found), 'utf8'),
  }))
}

/** Something that a file refers to, and how. */
export type Reference = { specifier: string; kind: 'import' | 'dynamic' | 'type' | 'require' }

const staticImport = /^[ \t]*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^[ \t]*import\s*['"]([^'"]+)['"]/gm
const importCall = /(\btypeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(\s*\.\s*\w+)?/g
const required = /\brequire(?:\.resolve)?\(\s*['"]([^'"]+)['"]/g

/** What a file refers to, in no particular order. Comments are not looked at. */
export function findReferences(text: string): Reference[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
  const references: Reference[] = []
  for (const match of code.matchAll(staticImport))
    references.push({ specifier: match[1] ?? match[2] ?? '', kind: 'import' })
  for (const match of code.matchAll(importCall)) {
    const [, before, specifier = '', member = ''] = match
    // Of the promise that code gets only these are of use; a type names what the module exports.
    const isCode = before === undefined && (member === '' || /\b(then|catch|finally)$/.test(member))
    references.push({ specifier, kind: isCode ? 'dynamic' : 'type' })
  }
  for (const match of code.matchAll(required)) references.push({ specifier: match[1] ?? '', kind: 'require' })
  return references
}

/** A relative specifier as it would be written without detours; the table of layers goes by how a path is written. */
export function shortestSpecifier(fromPath: string, specifier: string): string {
  const folder = posix.dirname(fromPath)
  const shortest = posix.relative(folder, posix.join(folder, specifier))
  return shortest.startsWith('.') ? shortest : `./${shortest}`
}
