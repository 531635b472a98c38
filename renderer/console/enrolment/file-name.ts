/** What a file is called: without the folders of the command line, and without the mark by which the console tells two of a name apart. */
export function fileName(source: string): string {
  const name = source.split(/[\\/]/).at(-1) || source
  return name.replace(/ \(console, [0-9a-f]+\)$/, '')
}
