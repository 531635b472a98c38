/** Electron 45 carries Node 24, where `Temporal` may be missing. Stands first in the station's bundle, before anything uses it. */
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')

export {}
