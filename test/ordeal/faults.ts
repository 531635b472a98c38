/** What can go wrong between a station and a service, and how an answer is spoilt. */

export const faults = [
  'refused connection',
  'reset before',
  'reset after',
  'delay before',
  'delay after',
  'delivered late',
  '5xx before',
  '5xx after',
  '429 with Retry-After',
  '429 without Retry-After',
  'half a body',
  'huge body',
  'wrong content type',
  'web page instead',
  'wrong array length',
  'items in another order',
  'duplicate items',
] as const
export type Fault = (typeof faults)[number]

/** How often each is chosen, among those that are chosen at all. */
export const faultWeights: Record<Fault, number> = {
  'refused connection': 2,
  'reset before': 3,
  'reset after': 5,
  'delay before': 1,
  'delay after': 1,
  'delivered late': 1,
  '5xx before': 3,
  '5xx after': 4,
  '429 with Retry-After': 1,
  '429 without Retry-After': 2,
  'half a body': 4,
  'huge body': 1,
  'wrong content type': 2,
  'web page instead': 3,
  'wrong array length': 4,
  'items in another order': 4,
  'duplicate items': 4,
}

export type SpoiltItems = Extract<Fault, 'wrong array length' | 'items in another order' | 'duplicate items'>

/** Spoils the longest array of a JSON answer. Null where there is none in which the fault could be seen. */
export function spoilItems(body: string, fault: SpoiltItems): string | null {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return null
  }
  const arrays: unknown[][] = Array.isArray(answer) ? [answer] : []
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
    for (const value of Object.values(answer)) if (Array.isArray(value)) arrays.push(value)
  }
  const [items] = arrays.sort((one, other) => other.length - one.length)
  if (items === undefined || items.length === 0) return null
  switch (fault) {
    case 'wrong array length':
      items.pop()
      break
    case 'duplicate items':
      items.push(items[0])
      break
    case 'items in another order':
      if (items.length < 2) return null
      items.reverse()
  }
  return JSON.stringify(answer)
}
