/** Where a text stops being JSON: `JSON.parse` says so only for some faults, and never for an editor's line and column. */

export type JsonFault = { line: number; column: number; expected: string; found: string }

const blank = /[ \t\n\r]*/y
// Within quotes: everything from the space up but the quote and the backslash, or an escape.
const text = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y
const plain = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Null where `source` is JSON (RFC 8259). Lines and columns count from 1. */
export function locateJsonFault(source: string): JsonFault | null {
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (!match) return false
    at += match[0].length
    return true
  }
  const next = (): string => {
    skip(blank)
    return source[at] ?? ''
  }
  const fault = (expected: string): JsonFault => ({
    ...toPosition(source, at),
    expected,
    found: describeFound(source, at),
  })

  // What is open: `}` within an object, `]` within a list.
  const closers: ('}' | ']')[] = []
  let isValueDue = true
  for (;;) {
    if (isValueDue) {
      const first = next()
      if (first === '{' || first === '[') {
        at++
        const closer = first === '{' ? '}' : ']'
        if (next() === closer) {
          at++
          isValueDue = false
          continue
        }
        closers.push(closer)
        if (closer === ']') continue
        const wrong = readKey()
        if (wrong) return wrong
        continue
      }
      if (!(first === '"' ? skip(text) : skip(plain))) {
        return fault(first === '"' ? 'a text that ends with " on its own line' : 'a value')
      }
      isValueDue = false
    }
    const closer = closers.at(-1)
    const following = next()
    if (!closer) return following === '' ? null : fault('the end of the file')
    if (following === closer) {
      at++
      closers.pop()
    } else if (following === ',') {
      at++
      isValueDue = true
      if (closer !== '}') continue
      const wrong = readKey()
      if (wrong) return wrong
    } else {
      return fault(`"," or "${closer}"`)
    }
  }

  function readKey(): JsonFault | null {
    next()
    if (!skip(text)) return fault('a key in double quotes')
    if (next() !== ':') return fault('":"')
    at++
    return null
  }
}

function toPosition(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function describeFound(source: string, at: number): string {
  const word = /^(?:[\p{L}\p{N}_]+|.)/u.exec(source.slice(at, at + 40))?.[0]
  return word ? `"${word}"` : 'the end of the file or line'
}
