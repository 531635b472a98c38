/** What lies in the archive of diagnostics, and what does not: for whoever is about to send it, and whoever gets it. */

/** @param isRunning Whether the station itself made it. */
export function diagnosticsReadme(isRunning: boolean): string {
  return `Diagnostics of a Foyer station
${isRunning ? '' : '\nNo station was running: there is no log, and nothing of its clock, its readers or the check at its start.\n'}
versions.json      Foyer, what it runs in, since when
settings.json      what the station runs by, defaults included
database.json      check of the database, rows per table, storage, backups, how long the audit trail is
clock.json         whether the clock is trusted, and how far it has drifted
readers.json       readers, how they stand, and which device each is
sync.json          per upstream: what waits, what holds it up, the last answer; how pulling stands
refused-rows.json  refused facts by number, with their state and what can be done; not what they say
log.jsonl          the newest lines of the station's log

Left out are: names, employee numbers and other identifiers of people, card numbers, PINs and their hashes, what was tapped
when by whom, what facts say, what services answered about them, keys, tokens, passwords, logins, and the path of the data
folder. In what the log and other free text say, "(left out)" stands for every word that is somebody's name or identifier
here, and for whatever looks like one: addresses, numbers of four digits or more, serials, tokens, words in other letters than
Latin ones. That takes harmless words along. Where a secret is in a variable that was not set when this was saved, all that a
service said is left out.

The names of the station, its location and its readers, and the addresses of services, are in settings.json as somebody wrote
them in station.json. Read the archive before you send it.
`
}
