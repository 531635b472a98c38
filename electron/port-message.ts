/** What the shell, its preload and the page call what they say to each other. */

/** A page is handed its port to the station, on its way to the preload and on to the page. */
export const portMessage = 'foyer-port'

/** A page asks for a print of itself; `renderer/parts/print-page.ts` says it by the same name. */
export const printMessage = 'foyer-print'
