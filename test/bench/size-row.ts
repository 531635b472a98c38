import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureScreens } from '../../build/build-screens.ts'
import { compressedSize, listFirst, listWords } from '../build/first-load.ts'
import { atMost, type BenchRow } from './bench-row.ts'

const kilobyte = 1000

/** What a kiosk loads, with the largest of its languages; fonts are neither script nor style. */
export const sizeRow: BenchRow = {
  name: 'size',
  work: 'scripts and styles of the kiosk’s first view with the words of one language, compressed',
  against: 'a limit; what only the console or another language needs loads apart',
  run: async () => {
    const dir = await ensureScreens()
    const first = listFirst(dir)
    const words = Math.max(...listWords(dir).map((file) => compressedSize(dir, file)))
    const sum = (files: Iterable<string>) => [...files].reduce((bytes, file) => bytes + compressedSize(dir, file), 0)
    const later = readdirSync(join(dir, 'assets')).filter((file) => /\.(js|css)$/.test(file) && !first.has(file))
    return {
      checks: [atMost('first view', (sum(first) + words) / kilobyte, 150, ' kB')],
      details: { firstKB: sum(first) / kilobyte, wordsKB: words / kilobyte, laterKB: sum(later) / kilobyte },
    }
  },
}
