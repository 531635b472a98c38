import type { BrowserDoorOutcome } from '../door/browser-door.ts'

/** Why the loopback door is not open, in a sentence for whoever starts the station. */
export function describeDoor(door: Exclude<BrowserDoorOutcome, { type: 'open' }>): string {
  switch (door.type) {
    case 'port-busy':
      return `Port ${door.port} is taken by another program; choose another with --port, or none for any free one.`
    case 'port-denied':
      return `Port ${door.port} may not be used by this user; choose one above 1023.`
    case 'no-screens':
      return `The screens are not built (${door.dir} is missing); run "npm run build".`
    default:
      return door satisfies never
  }
}
