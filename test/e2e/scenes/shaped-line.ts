/**
 * The line between a page and its station, on which a scene can bring about what a station says once in a year: a reader that
 * is gone, an answer that does not come, a card of each kind that is refused. All else goes through to the real station, and
 * what is told in its place is held against the contract.
 */
import type { Page, WebSocketRoute } from 'playwright-core'
import {
  type Answer,
  type CallName,
  calls,
  type EventBody,
  type EventName,
  type Request,
} from '../../../core/contract/contract.ts'
import { events, rejection } from '../../../core/contract/screen-calls.ts'

type Refused = { type: 'failed'; reference: string }
type Said = { m?: string; i?: string; t: 'q' | 's'; a?: unknown[]; r?: unknown }

export type ShapedLine = {
  /** What the call answers without the station; `never`: nothing, ever. */
  answer: <N extends CallName>(name: N, answer: Answer<N> | Refused | 'never') => void
  /** The same for every call of the console, and for none that keeps the screen itself alive. */
  answerConsole: (answer: Refused | { type: 'not-allowed' } | 'never') => void
  /** What the station's own answer becomes. */
  change: <N extends CallName>(name: N, change: (answer: Answer<N>, request: Request<N>) => Answer<N>) => void
  tell: <N extends EventName>(name: N, body: EventBody<N>) => void
  /** As if the station were gone; `isPageServed`: as if it were there, and did not know the page. */
  cut: (isPageServed?: boolean) => Promise<void>
  /** The line as it is. */
  restore: () => Promise<void>
}

/** Before the page is opened. */
export async function shapeLine(page: Page): Promise<ShapedLine> {
  const answers = new Map<string, unknown>()
  const changes = new Map<string, (answer: never, request: never) => unknown>()
  let forConsole: unknown
  let isCut = false
  let door: WebSocketRoute | null = null

  await page.routeWebSocket(/^ws:/, (route) => {
    if (isCut) {
      void route.close()
      return
    }
    door = route
    const station = route.connectToServer()
    const asked = new Map<string, { name: string; request: unknown }>()
    route.onMessage((text) => {
      const { m: name = '', i: id = '', a = [] } = JSON.parse(`${text}`) as Said
      const instead = answers.get(name) ?? (isConsoles(name) ? forConsole : undefined)
      if (instead === 'never') return
      if (instead !== undefined) {
        route.send(JSON.stringify({ t: 's', i: id, r: instead }))
        return
      }
      asked.set(id, { name, request: a[0] })
      station.send(text)
    })
    station.onMessage((text) => {
      const said = JSON.parse(`${text}`) as Said
      const { name, request } = asked.get(said.i ?? '') ?? {}
      const change = name === undefined ? undefined : changes.get(name)
      if (said.t === 'q' && said.m === 'statusChanged' && changes.has('getStatus')) return
      route.send(change ? JSON.stringify({ ...said, r: change(said.r as never, request as never) }) : text)
    })
  })

  return {
    answer: (name, answer) => {
      const said = answer === 'never' || rejection.safeParse(answer).success
      answers.set(name, said ? answer : calls[name].answer.parse(answer))
    },
    answerConsole: (answer) => {
      forConsole = answer
    },
    change: (name, change) => void changes.set(name, change as (answer: never, request: never) => unknown),
    tell: (name, body) => door?.send(JSON.stringify({ t: 'q', m: name, a: [events[name].parse(body)] })),
    cut: async (isPageServed = false) => {
      isCut = true
      if (!isPageServed) await page.route('**/*', (route) => route.abort())
      await door?.close()
    },
    restore: async () => {
      answers.clear()
      forConsole = undefined
      isCut = false
      await page.unroute('**/*')
    },
  }
}

function isConsoles(name: string): boolean {
  return calls[name as CallName]?.role === 'supervisor'
}
