/**
 * A folder that looks to electron-builder like an unpacked Electron for Linux, for machines that cannot have the real one:
 * enough to pack the app and to look into the package, not to run it.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `@electron/fuses` looks for this text in the binary, and flips what follows: version 1, eight fuses, all on. */
const fuseWire = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0008${'1'.repeat(8)}`

const program = `#!/bin/sh
echo 'This package was made without the real Electron and cannot run; it is for looking at.' >&2
exit 1
# ${fuseWire}
`

/** Makes the folder anew and answers it. */
export function makeStandInElectron(dir: string): string {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(join(dir, 'resources'), { recursive: true })
  mkdirSync(join(dir, 'locales'))
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    writeFileSync(join(dir, name), name === 'electron' ? program : '')
    chmodSync(join(dir, name), 0o755)
  }
  for (const name of [
    'LICENSE',
    'LICENSES.chromium.html',
    'version',
    'resources.pak',
    'icudtl.dat',
    'locales/en-US.pak',
  ]) {
    writeFileSync(join(dir, name), '')
  }
  return dir
}
