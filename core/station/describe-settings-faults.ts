/** Turns what the validator found wrong with `station.json` into sentences that name the field and what was expected. */
import { z } from 'zod'
import { stationSettings } from '../contract/settings.ts'
import { nearestWord } from './nearest-word.ts'

/** `path`: such as `readers[0].use`; empty for the file as a whole. `expected`: a sentence without its first capital. */
export type SettingsFault = { path: string; expected: string }

type Issue = z.core.$ZodIssue
type SchemaNode = { properties?: Record<string, SchemaNode>; items?: SchemaNode }

/** One fault per field, in the order in which the validator met them. `issues` come with `reportInput`. */
export function describeSettingsFaults(issues: readonly Issue[]): SettingsFault[] {
  const faults: SettingsFault[] = []
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) faults.push(describeUnknownKey(issue.path, key))
    } else {
      faults.push({ path: formatPath(issue.path), expected: `${sayExpected(issue)}${sayFound(issue)}` })
    }
  }
  return faults
}

export function formatPath(path: readonly PropertyKey[]): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? String(step) : `.${String(step)}`
  }
  return text
}

function describeUnknownKey(parent: readonly PropertyKey[], key: string): SettingsFault {
  const known = listKnownKeys(parent)
  const near = nearestWord(key, known)
  const path = formatPath([...parent, key])
  if (near) return { path, expected: `expected no such key; did you mean "${near}"?` }
  return { path, expected: `expected no such key; known here: ${known.join(', ')}` }
}

function listKnownKeys(path: readonly PropertyKey[]): string[] {
  let node: SchemaNode | undefined = z.toJSONSchema(stationSettings, { io: 'input' }) as SchemaNode
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)]
  return Object.keys(node?.properties ?? {}).filter((key) => key !== '$schema')
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object { … }',
  array: 'a list [ … ]',
}

function sayExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'too_small':
      return `expected ${sayBound(issue.origin, issue.inclusive ? 'at least' : 'more than', Number(issue.minimum))}`
    case 'too_big':
      return `expected ${sayBound(issue.origin, issue.inclusive ? 'at most' : 'less than', Number(issue.maximum))}`
    case 'invalid_format':
      return issue.format === 'url' ? 'expected a URL that begins with http:// or https://' : issue.message
    default:
      return issue.message
  }
}

function sayBound(origin: string, relation: string, bound: number): string {
  if (origin === 'string')
    return bound === 1 && relation === 'at least' ? 'a text that is not empty' : `${relation} ${bound} letters`
  if (origin === 'array') return `${relation} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  return `a number of ${relation} ${bound}`
}

/** What stood there instead. A secret is never shown, for the sentence ends up on a screen or in a log. */
function sayFound(issue: Issue): string {
  const last = issue.path.at(-1)
  if (last === 'key' || last === 'token') return ''
  if (issue.input === undefined) return ', found nothing'
  const found = JSON.stringify(issue.input)
  return found.length > 60 ? '' : `, found ${found}`
}
