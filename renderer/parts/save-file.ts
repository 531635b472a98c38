/** Into the folder for downloads of whoever runs the browser, without asking. */
export function saveFile(name: string, pieces: readonly BlobPart[], type: string): void {
  const address = URL.createObjectURL(new Blob([...pieces], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
