/** What stands in the way of pulling, in words that say what to do. */
import { sayStatus } from '../upstream/answer-status.ts'
import type { WireAnswer } from '../upstream/connector.ts'

/** @param path What was asked for. */
export function explainStatus(answer: Pick<WireAnswer, 'status' | 'headers'>, path: string): string {
  const { status } = answer
  switch (status) {
    case 401:
    case 403:
      return `the service does not take the token (status ${status}); put the secret with which it was started into "pull.token" of station.json`
    case 404:
      return `the service has no ${path} (status 404); only the reference central service has, so look at "pull.url" of station.json`
    case 429:
    case 503:
      return `the service has too much to do (status ${status}); it is asked again later`
    default:
      return `the service answered ${sayStatus(answer)}; its log says why`
  }
}

/** @param said The header `Foyer-Warning` (ours); one that this version has no words for is left out. */
export function readWarning(said: string | undefined, stationId: string): string | null {
  if (said !== 'station-id-in-use-twice') return null
  return `another data folder pulls under the station id "${stationId}" as well; give each folder an id of its own ("station.id" of station.json)`
}
