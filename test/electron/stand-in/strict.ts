/** Makes gaps of the stand-in loud: what is not there throws with its name instead of being silently `undefined`. */
import { EventEmitter } from 'node:events'

/** Names that the language and Node ask any object for. */
const asked = new Set(['then', 'toJSON', 'constructor', 'prototype', 'nodeEventTarget', 'inspect'])

/** `target`, except that reading or writing a name that it does not have throws. `name` is what Electron calls it. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(held, key) {
      if (typeof key === 'string' && !(key in held) && !asked.has(key) && !key.startsWith('_')) throw missing(name, key)
      const value: unknown = Reflect.get(held, key, held)
      // Bound, so that private fields are reached; that is also how Electron's own objects are used.
      return typeof value === 'function' ? value.bind(held) : value
    },
    set(_held, key) {
      throw missing(name, `${String(key)} (being set)`)
    },
  })
}

/** Throws where `given` has a key that the stand-in does not honour. */
export function knowOnly(name: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) if (!known.includes(key)) throw missing(name, key)
}

/** An emitter that refuses listeners for events which the stand-in never emits. */
export class KnownEvents extends EventEmitter {
  readonly #name: string
  readonly #known: readonly string[]

  constructor(name: string, known: readonly string[]) {
    super()
    this.#name = name
    this.#known = known
    this.on('newListener', (event: string | symbol) => {
      if (event !== 'newListener' && !this.#known.includes(String(event))) {
        throw missing(this.#name, `on('${String(event)}')`)
      }
    })
  }
}

/** An event with `preventDefault`, and whatever else `details` say. */
export function makeEvent<T extends object>(
  name: string,
  details: T,
): T & { preventDefault(): void; isPrevented(): boolean } {
  let isPrevented = false
  return strict(`${name} event`, {
    ...details,
    preventDefault: () => {
      isPrevented = true
    },
    isPrevented: () => isPrevented,
  })
}

/** Tells the test, which reads the lines of stderr, what happened in here. */
export function tellTest(what: string, facts: object = {}): void {
  process.stderr.write(`${JSON.stringify({ standIn: what, ...facts })}\n`)
}

function missing(name: string, what: string): Error {
  return new Error(`The stand-in for Electron does not cover ${name}.${what}`)
}
