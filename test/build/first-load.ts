/** The files that a browser loads before anybody has pressed anything: those of the page, and what they import at once. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { languages } from '../../core/contract/languages.ts'

/** Names of files in `assets` of the built screens. */
export function listFirst(dir: string): Set<string> {
  const page = readFileSync(join(dir, 'index.html'), 'utf8')
  const found = new Set(
    [...page.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file),
  )
  for (const file of found) {
    if (!file.endsWith('.js')) continue
    const code = readFileSync(join(dir, 'assets', file), 'utf8')
    for (const [, next = ''] of code.matchAll(/\bfrom\s*["']\.\/([^"']+\.js)["']/g)) found.add(next)
    for (const [, next = ''] of code.matchAll(/\bimport\s*["']\.\/([^"']+\.js)["']/g)) found.add(next)
  }
  return found
}

/** The files of the kiosk's words, one for each language, of which it loads one. The console's are apart. */
export function listWords(dir: string): string[] {
  const isWords = new RegExp(`^(${languages.join('|')})-[\\w-]+\\.js$`)
  const isKiosk = (file: string) => readFileSync(join(dir, 'assets', file), 'utf8').includes('inviteAgain')
  return readdirSync(join(dir, 'assets')).filter((file) => isWords.test(file) && isKiosk(file))
}

/** In bytes, as a server that compresses once and well would send it. */
export function compressedSize(dir: string, file: string): number {
  return gzipSync(readFileSync(join(dir, 'assets', file)), { level: 9 }).length
}
