/** The name under which a page is handed its port to the station, on its way to the preload and on to the page. */
export const portMessage = 'foyer-port'
