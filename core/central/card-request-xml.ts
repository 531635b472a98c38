/**
 * Reads `SP1CheckInRequest` as XML (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”). What an attacker could make of XML is
 * refused before it is parsed or never done: no DOCTYPE, no entities but the five of the language, nothing nested. The
 * elements may come in any order (ours: the sample has one, and nothing says that it matters).
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { cardNamespace, instanceNamespace, requestRoot } from '../people/card-check-in-xml.ts'

/** Properties as texts, in the order of the body; null for one that is said to have no value. */
export type TextsReading = { type: 'texts'; texts: [string, string | null][] } | { type: 'unreadable'; message: string }

/** As the parser gives them with `preserveOrder`: the name and its content, `:@` for the attributes. */
type Node = Record<string, unknown>
type Attributes = Record<string, string>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 2,
})

export function readCardXml(text: string): TextsReading {
  // The only other thing that begins so is a declaration of a document type or a part of one.
  if (/<!(?!--|\[CDATA\[)/.test(text)) return unreadable('a DOCTYPE is not taken')
  const encoding = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) return unreadable('it must be UTF-8')
  if (hasForbiddenCharacter(text)) return unreadable('it is not valid XML')
  const roots = parse(text)
  const [root, ...others] = roots ?? []
  if (!root || others.length > 0) return unreadable('it is not valid XML')
  return readRoot(root)
}

/** Null where it is no well-formed XML, or is nested too deeply. */
function parse(text: string): Node[] | null {
  try {
    if (XMLValidator.validate(text) !== true) return null
    const nodes: Node[] = parser.parse(text)
    return nodes.filter((node) => nameOf(node) !== '#text')
  } catch {
    return null
  }
}

/** XML 1.0 knows no control characters but tab, line feed and carriage return. */
function hasForbiddenCharacter(text: string): boolean {
  return /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)
}

function readRoot(root: Node): TextsReading {
  const scope = attributesOf(root)
  if (localName(root) !== requestRoot || !isOurs(root, scope)) {
    return unreadable(`the root element must be ${requestRoot} of the namespace ${cardNamespace}`)
  }
  const texts: [string, string | null][] = []
  for (const child of childrenOf(root)) {
    const name = nameOf(child)
    if (name === '#text' || name === '#cdata') {
      if (textOf([child])?.trim() === '') continue
      return unreadable('there is text between the elements')
    }
    const attributes = { ...scope, ...attributesOf(child) }
    if (!isOurs(child, attributes)) return unreadable('an element is of another namespace')
    const text = textOf(childrenOf(child))
    if (text === null) return unreadable(`${localName(child)}: only text is taken, and no entity but the five of XML`)
    texts.push([localName(child), isNil(attributesOf(child), attributes) ? null : text])
  }
  return { type: 'texts', texts }
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? ''
}

function childrenOf(node: Node): Node[] {
  const children = node[nameOf(node)]
  return Array.isArray(children) ? children : []
}

function attributesOf(node: Node): Attributes {
  return (node[':@'] as Attributes | undefined) ?? {}
}

function localName(node: Node): string {
  return nameOf(node).replace(/^[^:]*:/, '')
}

/** Of the page's namespace, by whatever prefix; one that says no namespace at all is taken too (ours). */
function isOurs(node: Node, scope: Attributes): boolean {
  const prefix = /^([^:]*):/.exec(nameOf(node))?.[1]
  if (prefix === undefined) return (scope.xmlns ?? cardNamespace) === cardNamespace
  return scope[`xmlns:${prefix}`] === cardNamespace
}

/** XML Schema: `nil` says that there is no value. */
function isNil(own: Attributes, scope: Attributes): boolean {
  return Object.entries(own).some(([name, value]) => {
    const prefix = /^([^:]+):nil$/.exec(name)?.[1]
    return prefix !== undefined && scope[`xmlns:${prefix}`] === instanceNamespace && /^(true|1)$/.test(value.trim())
  })
}

/** Null where there is more than text in it, or an entity that is none of XML's own. */
function textOf(nodes: readonly Node[]): string | null {
  let whole = ''
  for (const node of nodes) {
    const piece = nameOf(node) === '#cdata' ? cdataOf(node) : decodeText(node['#text'])
    if (piece === null) return null
    whole += piece
  }
  return whole
}

function cdataOf(node: Node): string {
  return childrenOf(node)
    .map((piece) => String(piece['#text'] ?? ''))
    .join('')
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decodeText(text: unknown): string | null {
  if (typeof text !== 'string') return null
  let isKnown = true
  const decoded = text.replaceAll(/&([^;&]*);?/g, (reference, name: string) => {
    const value = reference.endsWith(';') ? decodeReference(name) : undefined
    if (value === undefined) isKnown = false
    return value ?? ''
  })
  return isKnown && !hasForbiddenCharacter(decoded) ? decoded : null
}

function decodeReference(name: string): string | undefined {
  if (Object.hasOwn(entities, name)) return entities[name]
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? []
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function unreadable(why: string): { type: 'unreadable'; message: string } {
  return { type: 'unreadable', message: `The body cannot be read: ${why}` }
}
