/** The parts that the OpenAPI descriptions of the interfaces are made of (OpenAPI 3.1, schemas of JSON Schema 2020-12). */
import { z } from 'zod'

export type Schema = Record<string, unknown>
export type Content = Record<string, { schema: Schema }>
export type Described = { description: string; content: Content }

/** One route of an interface, as whoever calls it needs to know it. */
export type RouteDescription = {
  method: 'get' | 'post' | 'delete'
  /** With parameters in braces. */
  path: string
  /** Which interface it belongs to. */
  tag: string
  summary: string
  /** The names of security schemes, of which one is needed; none: whatever is needed stands in the body or the query. */
  security?: string
  parameters?: Schema[]
  requestBody?: { required: boolean; content: Content }
  /** By status. */
  responses: Record<string, Described>
}

/** What a client may send, or what it is answered. */
export function toSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}

export function inJson(schema: Schema): Content {
  return { 'application/json': { schema } }
}

/** A sentence; `texts` where it is always one of these. */
export function inText(...texts: string[]): Content {
  return { 'text/plain': { schema: { type: 'string', ...(texts.length > 0 && { enum: texts }) } } }
}

export function described(description: string, content: Content): Described {
  return { description, content }
}

/** What every route may answer when nothing can be done, in words and with the id under which the log says more. */
export const failure = { 500: described('A fault of the service', inText()) }

/** Of routes that take a body: it is beyond the limit, or of a type that is not taken. */
export const bodyRefusals = {
  413: described('The body, or the list in it, is too large (ours)', inText()),
  415: described('The content type of the body is not taken (ours)', inText()),
}
