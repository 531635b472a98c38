/** Where things lie on this machine. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'

export const projectDir = join(import.meta.dirname, '../..')
/** Shown to the guest, so no link. */
export const nodeModulesDir = realpathSync(join(projectDir, 'node_modules'))
