/** The id of a station that has been given a name: its letters without their marks, in lower case, as `readerIdentifier` wants it. */
export function idOfName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '')
  // Of a name in another script nothing is left.
  return plain === '' ? 'station' : plain
}
