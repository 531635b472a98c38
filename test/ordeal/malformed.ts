/** What nobody should send: each is answered in words, changes nothing and ends nobody. */
import type { Deed } from './ordeal-kind.ts'

export type MalformedCounts = { reports: number; requests: number; files: number; pulledReaders: number }

export type Malformed = {
  /** The reader's reports as they are, whether or not they make a badge. */
  feed: (reports: string[]) => void
  serviceUrl: string
  counts: MalformedCounts
  /** Something was taken that should not have been, or the service had no words for it. */
  fault: (what: string) => void
}

const files = [
  '',
  '{',
  '[7',
  'null',
  '{"list_items": 7}',
  '{"list_items": [{}]}',
  '{"employee": "all"}',
  'employeeNumber,displayName\n"unclosed',
  '\u0000\ud800',
]

const paths = [
  '/general/clock_in_out',
  '/general/get_current_clock_in',
  '/ext/v1/presence/dates_only',
  '/api/admin/authdata/stage',
  '/api/v1/access/timeprofile/items/link',
  '/api/v1/access/timeprofile/link/delete',
  '/api/v1/Users/SP1CheckIn',
]
const bodies = ['', '{', '[1,2', 'null', '"text"', '{"data":[{}]}', '{"list_items":{}}', '<!DOCTYPE x><x/>', 'a=b&=&&']
const mediaTypes = ['application/json', 'application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'x/y']

export async function tryMalformed(deed: Deed, { feed, serviceUrl, counts, fault }: Malformed): Promise<void> {
  const { random } = deed
  switch (random.pick(['reports', 'pulled', 'file', 'request', 'request'])) {
    case 'reports': {
      const noise = Array.from({ length: random.between(1, 8) }, () => {
        const bytes = Buffer.from(Array.from({ length: random.between(0, 12) }, () => random.between(0, 255)))
        return bytes.toString('hex')
      })
      feed(noise)
      counts.reports += noise.length
      return
    }
    case 'pulled':
      // Half of a badge; what comes next must not be joined to it.
      feed(['0000270000000000', '0000000000000000', '00001e0000000000'])
      counts.pulledReaders += 1
      return
    case 'file': {
      const file = deed.fileOf(random.pick(files))
      const call = random.pick(['putProfiles', 'stageAuthFile', 'importRoster', 'putPresence'] as const)
      const answer = await deed.call(call, call === 'importRoster' ? { file, isApproved: true } : { file })
      counts.files += 1
      const { type } = (answer ?? { type: 'died' }) as { type: string }
      if (!['refused', 'wrong', 'not-understood', 'died'].includes(type)) fault(`${call} took ${file}: ${type}`)
      return
    }
    case 'request': {
      const path = random.pick(paths)
      const headers = { 'content-type': random.pick(mediaTypes), authorization: random.pick(['', 'Bearer no', 'no']) }
      try {
        const answer = await fetch(serviceUrl + path, { method: 'POST', headers, body: random.pick(bodies) })
        await answer.text()
        counts.requests += 1
        if (answer.status < 400 || answer.status >= 500) fault(`${path} answered ${answer.status} to what is malformed`)
      } catch {
        // The service was away.
      }
    }
  }
}
