/** The door of the desktop shell: the contract over a MessagePort, whose other end only the shell's own screen holds. */
import { type Channel, type DoorLog, type StationApi, serveRpc } from './serve-rpc.ts'

/** What is used of Electron's `MessagePortMain`. */
export type PortLike = {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  off(event: 'message', listener: (event: { data: unknown }) => void): unknown
  postMessage(message: string): void
  start(): void
  close(): void
}

/** Serves a screen until its port closes, or until `close`. A reloaded page gets a new port. */
export function openPortDoor(port: PortLike, api: StationApi, log: DoorLog): { close: () => void } {
  const channel: Channel = {
    post: (text) => port.postMessage(text),
    listen: (listener) => {
      const hear = ({ data }: { data: unknown }) => listener(data)
      port.on('message', hear)
      return () => port.off('message', hear)
    },
  }
  const served = serveRpc({ api, role: 'screen', channel, log })
  port.on('close', served.close)
  port.start()
  return {
    close: () => {
      served.close()
      port.close()
    },
  }
}
