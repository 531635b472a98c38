/** Puts the real preload into the page's isolated world, with the few things of `electron` that a preload gets. */
import { buildSync } from 'esbuild'

export const isolatedWorld = 'Electron Isolated Context'
/** The function by which the isolated world talks to the stand-in. */
export const bindingName = 'standInSend'

/** The function by which a page asks for a window. */
export const openingName = 'standInOpen'

/**
 * For the page's own world. Chromium makes a window first and tells afterwards; Electron asks first, and a denied window was
 * never there: the page gets null.
 */
export const windowOpenScript = `globalThis.open = (url) => (${openingName}(new URL(url, location.href).href), null)`

export type FromPage =
  | { type: 'port-message'; port: string; json: string }
  | { type: 'port-closed'; port: string }
  | { type: 'sent'; channel: string }
  | { type: 'preload-error'; error: string }

/** The script for every new document: the stand-in's side of the world, then the preload itself. */
export function preloadScript(preload: string): string {
  const built = buildSync({
    entryPoints: [preload],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    external: ['electron'],
  })
  const source = built.outputFiles[0]?.text ?? ''
  return `(${world.toString()})(${JSON.stringify(bindingName)}, (require, module, exports) => {${source}\n})`
}

/** Runs in the page's isolated world, so it must not use anything of this file. */
function world(
  binding: string,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  // biome-ignore lint/suspicious/noExplicitAny: the compiler knows this file as Node's, and this function runs in a page.
  const page = globalThis as any
  if (page.window !== page.window.top) return
  const send = (message: object): void => page[binding](JSON.stringify(message))
  const listeners = new Map<string, ((event: object, message: unknown) => void)[]>()
  // biome-ignore lint/suspicious/noExplicitAny: a page's MessagePort.
  const relays = new Map<string, any>()
  const strict = (name: string, target: object): object =>
    new Proxy(target, {
      get: (held, key) => {
        if (key in held) return Reflect.get(held, key)
        throw new Error(`The stand-in for Electron does not cover ${name}.${String(key)}`)
      },
    })
  const electron = strict('electron (in a preload)', {
    ipcRenderer: strict('ipcRenderer', {
      on: (channel: string, listener: (event: object, message: unknown) => void) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
      send: (channel: string) => send({ type: 'sent', channel }),
    }),
  })
  page.standIn = {
    deliver: (channel: string, json: string, ids: string[]) => {
      const ports = ids.map((id) => {
        const { port1, port2 } = new page.MessageChannel()
        port1.onmessage = (event: { data: unknown }) =>
          send({ type: 'port-message', port: id, json: JSON.stringify(event.data) })
        port1.onclose = () => send({ type: 'port-closed', port: id })
        relays.set(id, port1)
        return port2
      })
      for (const listener of listeners.get(channel) ?? [])
        listener(strict('IpcRendererEvent', { ports }), JSON.parse(json))
    },
    portMessage: (id: string, json: string) => relays.get(id)?.postMessage(JSON.parse(json)),
    portClosed: (id: string) => relays.get(id)?.close(),
  }
  try {
    const module = { exports: {} }
    preload(
      (name) => {
        if (name === 'electron') return electron
        throw new Error(`A sandboxed preload cannot require ${name}`)
      },
      module,
      module.exports,
    )
  } catch (error) {
    send({ type: 'preload-error', error: String(error) })
  }
}
