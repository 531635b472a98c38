/** The rules of the house that Biome cannot express; each answers the places that break it, as `path: why`. */
import { findReferences, type Source, shortestSpecifier } from './project-sources.ts'

const productionFolder = /^(bin|build|core|electron|renderer)\//

/** SQL is written in files named `…-store.ts`; `core/store/` opens, migrates and recovers. */
export function findStraySql(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => productionFolder.test(path))
    .filter(({ path }) => !path.startsWith('core/store/') && !path.endsWith('-store.ts'))
    .filter(({ text }) => /\.prepare\s*(?:<[^()]*>)?\s*\(/.test(text))
    .map(({ path }) => `${path}: compiles SQL, which belongs in a file named …-store.ts`)
}

/** A folder is named for what it is about, not for having no better name. */
export function findNamelessFolders(paths: readonly string[]): string[] {
  const folders = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
    ),
  )
  return [...folders]
    .filter((folder) => /(^|\/)(utils?|common|helpers?|types)$/i.test(folder))
    .map((folder) => `${folder}: a folder is named for what it is about`)
}

/** A detour such as `../people/../store/x.ts` would slip past the table of layers. */
export function findDetours(sources: readonly Source[]): string[] {
  const production = sources.filter(({ path }) => productionFolder.test(path))
  return production.flatMap(({ path, text }) =>
    findReferences(text)
      .filter(({ specifier }) => /^\.\.?(\/|$)/.test(specifier))
      .filter(({ specifier }) => shortestSpecifier(path, specifier) !== specifier.replace(/\?.*$/, ''))
      .map(({ specifier }) => `${path}: '${specifier}' is shorter as '${shortestSpecifier(path, specifier)}'`),
  )
}

/**
 * Biome's table sees `import … from`, `export … from` and `await import()`. It does not see `import('x').Y` as a type nor
 * `require()`, so production code uses neither.
 */
export function findUnseenImports(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => productionFolder.test(path) && /\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      findReferences(text).flatMap(({ kind, specifier }) => {
        if (kind === 'type') return [`${path}: import('${specifier}') as a type; use import type`]
        if (kind === 'require') return [`${path}: require('${specifier}'); use import`]
        return []
      }),
    )
}
