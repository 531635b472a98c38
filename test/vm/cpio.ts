/** Writes the archive that a Linux kernel unpacks as its first file system (Linux, “initramfs buffer format”: newc). */

export type Entry =
  | { type: 'folder'; path: string }
  | { type: 'file'; path: string; content: Buffer; isExecutable?: boolean }
  | { type: 'link'; path: string; to: string }

const modes = { folder: 0o040755, file: 0o100644, program: 0o100755, link: 0o120777 }

/** Paths have no leading slash; a folder comes before what lies in it. Archives may follow one another in one file. */
export function writeCpio(entries: readonly Entry[]): Buffer {
  const trailer = encode('TRAILER!!!', 0, Buffer.alloc(0), 0)
  return Buffer.concat([...entries.flatMap((entry, index) => encodeEntry(entry, index + 1)), ...trailer])
}

function encodeEntry(entry: Entry, inode: number): Buffer[] {
  switch (entry.type) {
    case 'folder':
      return encode(entry.path, modes.folder, Buffer.alloc(0), inode)
    case 'file':
      return encode(entry.path, entry.isExecutable ? modes.program : modes.file, entry.content, inode)
    case 'link':
      return encode(entry.path, modes.link, Buffer.from(entry.to), inode)
    default:
      return entry satisfies never
  }
}

function encode(path: string, mode: number, content: Buffer, inode: number): Buffer[] {
  const name = Buffer.from(`${path}\0`)
  // inode, mode, uid, gid, links, mtime, size, device twice, length of the name, no checksum
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0]
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`)
  return [...padded(Buffer.concat([head, name])), ...padded(content)]
}

/** Header with name, and content, each end on a multiple of four. */
function padded(bytes: Buffer): Buffer[] {
  return [bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]
}
