import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { photoFolderName } from './photo-folder.ts'

/**
 * How many photos lie in a data folder whose station does not run, and their bytes in all. Changes nothing there. Rejects with what
 * the disk says, unless it says that there is none.
 */
export async function countPhotos(dataDir: string): Promise<{ kept: number; bytes: number }> {
  const folder = join(dataDir, photoFolderName)
  const names = (await readNames(folder)).filter((name) => name.endsWith('.jpg'))
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return { kept: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
