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

/** The doors of as many screens as come and go; `close` closes those that are open, and any that comes afterwards at once. */
export function openPortDoors(api: StationApi, log: DoorLog): { open: (port: PortLike) => void; close: () => void } {
  const doors = new Set<{ close: () => void }>()
  let isClosed = false
  return {
    open: (port) => {
      if (isClosed) {
        port.close()
        return
      }
      const door = openPortDoor(port, api, log)
      doors.add(door)
      port.on('close', () => doors.delete(door))
    },
    close: () => {
      isClosed = true
      for (const door of [...doors]) door.close()
      doors.clear()
    },
  }
}
