/** The licences of what was bundled into the app, as their authors ask for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One text with the licence of every npm package that `inputs` (paths as esbuild reports them) come from. */
export function licencesOf(inputs: readonly string[], root: string): string {
  const packages = [...new Set(inputs.map(packageOf).filter((dir) => dir !== null))].sort()
  return packages.map((dir) => licenceText(join(root, dir), dir)).join('\n')
}

/** `…/node_modules/zod/lib/x.js` → `…/node_modules/zod`. */
function packageOf(input: string): string | null {
  return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? null
}

function licenceText(dir: string, shown: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  const file = readdirSync(dir).find((each) => /^licen[cs]e/i.test(each))
  if (name === undefined) throw new Error(`${shown} has no name`)
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(dir, file), 'utf8')
  return `== ${name} ${version}\n\n${text.trim()}\n`
}
