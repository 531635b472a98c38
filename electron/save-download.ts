/** What a page makes itself, such as hours for payroll, is saved in the user's folder for downloads without a dialog. */
import { existsSync } from 'node:fs'
import { join, parse } from 'node:path'
import { app, type DownloadItem } from 'electron'
import { appOrigin } from './app-address.ts'

/** Whether the screens made it, so that nothing came from a network. */
export function isOwnDownload(url: string): boolean {
  return url.startsWith(`blob:${appOrigin}/`)
}

export function saveDownload(item: Pick<DownloadItem, 'getFilename' | 'setSavePath'>): string {
  const file = freePath(app.getPath('downloads'), item.getFilename())
  item.setSavePath(file)
  return file
}

/** Nothing that lies there is written over. */
function freePath(dir: string, name: string): string {
  // A name is a name, whatever it says of folders.
  const { base, name: stem, ext } = parse(name)
  for (let count = 0; ; count += 1) {
    const file = join(dir, count === 0 ? base : `${stem} (${count})${ext}`)
    if (!existsSync(file)) return file
  }
}
