/**
 * Prints what the print stylesheet leaves of the page, without a dialog: a browser that is started with `--kiosk-printing`
 * does so by itself, and the desktop shell when the page asks it to (`electron/print-page.ts`).
 */
export function printPage(): void {
  if (location.protocol === 'app:') window.postMessage('foyer-print', location.origin)
  else window.print()
}
