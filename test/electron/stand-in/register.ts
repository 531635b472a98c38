/** `node --import` of this file lets whatever follows import the stand-in where it says `electron`. */
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context)
    return { url: new URL('./electron.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true }
  },
})
