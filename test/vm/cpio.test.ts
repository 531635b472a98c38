import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeCpio } from './cpio.ts'

/** Reads an archive back by the kernel's description of it. */
function readCpio(archive: Buffer): { path: string; mode: number; content: string }[] {
  const entries: { path: string; mode: number; content: string }[] = []
  const padded = (length: number) => length + ((4 - (length % 4)) % 4)
  for (let at = 0; at < archive.length; ) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701')
    const field = (index: number) =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16)
    const [mode, size, nameLength] = [field(1), field(6), field(11)]
    const path = archive.toString('utf8', at + 110, at + 110 + nameLength - 1)
    const contentAt = at + padded(110 + nameLength)
    entries.push({ path, mode, content: archive.toString('utf8', contentAt, contentAt + size) })
    at = contentAt + padded(size)
  }
  return entries
}

test('an archive holds folders, programs, files of any length and links, and says where it ends', () => {
  const contents = ['', 'a', 'ab', 'abc', 'abcd', 'ä']
  const files = contents.map((content, index) => ({
    type: 'file' as const,
    path: `folder/${'x'.repeat(index)}file`,
    content: Buffer.from(content),
    isExecutable: index === 0,
  }))
  const archive = writeCpio([
    { type: 'folder', path: 'folder' },
    ...files,
    { type: 'link', path: 'lib', to: 'usr/lib' },
  ])
  assert.deepEqual(readCpio(archive), [
    { path: 'folder', mode: 0o040755, content: '' },
    ...files.map(({ path }, index) => ({ path, mode: index === 0 ? 0o100755 : 0o100644, content: contents[index] })),
    { path: 'lib', mode: 0o120777, content: 'usr/lib' },
    { path: 'TRAILER!!!', mode: 0, content: '' },
  ])
})
