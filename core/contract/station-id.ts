/**
 * The id of a station that has been given a name: its letters without their marks, in lower case, as `readerIdentifier` wants it.
 *
 * @returns Null for a name in another script, of which nothing is left.
 */
export function idOfName(name: string): string | null {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '')
  return plain === '' ? null : plain
}
