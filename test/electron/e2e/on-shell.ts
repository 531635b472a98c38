/**
 * `node --import` of this file lets the end-to-end tests of test/e2e run on the desktop shell: their station is one that the
 * shell runs, their browser is the shell's window. FOYER_E2E_SHELL says which: `electron`, with the binary in FOYER_ELECTRON, or
 * `stand-in`.
 */
import { registerHooks } from 'node:module'

const suite = new URL('../../e2e/', import.meta.url).href
const replaced = ['./run-station.ts', './chromium.ts']

registerHooks({
  resolve(specifier, context, next) {
    const isOfSuite = context.parentURL?.startsWith(suite) && replaced.includes(specifier)
    return next(isOfSuite ? new URL(specifier, import.meta.url).href : specifier, context)
  },
})
