#!/usr/bin/env node
// Plain JavaScript that any Node since 16 can read: an old Node must hear which one is needed, not crash on a native
// module or on a type annotation.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const neededMajor = 26

if (Number(process.versions.node.split('.')[0]) < neededMajor) {
  process.stderr.write(
    `Foyer needs Node ${neededMajor} or newer and this is Node ${process.versions.node}: start it through npm ` +
      '("npm start", "npm run -s foyer -- COMMAND"), which uses the Node that "npm ci" has installed with it.\n',
  )
  process.exitCode = 1
} else {
  // Reading the sources takes longer than running them. Kept with the installation: the system's folder for such files
  // belongs to every user, and what lies there would be run.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/foyer', import.meta.url)))
  import('../core/cli/main.ts').then(({ runFoyer }) => runFoyer(process.argv.slice(2)))
}
