/** One request and its answer, at the upstream's pace and with its login; and what it means when there is none. */
import type { Connector, WireAnswer, WireRequest } from './connector.ts'
import type { Exchange } from './http.ts'
import type { Pace } from './pace.ts'

/** Why other rows of this upstream would fare no better now. */
export type Trouble = {
  cause: 'unreachable' | 'lost' | 'busy' | 'configuration'
  why: string
  /** The answer's `Retry-After`, as it came. */
  retryAfter: string | undefined
  /** Set when the login itself was refused. */
  isLogin?: true
}

export type SendReport = {
  level: 'info' | 'warn' | 'error'
  upstream: string
  message: string
  /** Null where nothing was sent. */
  requestId: string | null
}

export type SenderParts = {
  exchange: Pick<Exchange, 'send'>
  now: () => number
  sleep: (ms: number) => Promise<void>
  report: (entry: SendReport) => void
}

export type Reply =
  | { type: 'answered'; answer: WireAnswer; requestId: string }
  | { type: 'not-sent' | 'lost'; why: string; requestId: string }

export type Post = (wire: WireRequest) => Promise<Reply>
export type LogIn = (
  isRenewed: boolean,
) => Promise<{ type: 'token'; token: string } | { type: 'trouble'; trouble: Trouble }>

export function createPost<Fact>({ upstream, baseUrl }: Connector<Fact>, parts: SenderParts, pace: Pace): Post {
  return async (wire) => {
    const waitMs = pace.takeTurn(parts.now())
    if (waitMs > 0) await parts.sleep(waitMs)
    const reply = await parts.exchange.send(baseUrl, wire)
    const said = reply.type === 'answered' ? `status ${reply.answer.status}` : `${reply.type}: ${reply.why}`
    parts.report({
      level: reply.type === 'answered' ? 'info' : 'warn',
      upstream,
      message: `${wire.method} ${wire.path.replace(/\?.*/, '?…')}: ${said}`,
      requestId: reply.requestId,
    })
    return reply
  }
}

/** @param onToken hears of each token before anything is sent with it. */
export function createLogIn<Fact>(
  { login }: Connector<Fact>,
  parts: Pick<SenderParts, 'now'>,
  post: Post,
  onToken: (token: string) => void,
): LogIn {
  let held: { token: string; untilMs: number } | null = null
  let entering: ReturnType<LogIn> | null = null

  const enter = async (): ReturnType<LogIn> => {
    if (!login) return { type: 'token', token: '' }
    const reply = await post(login.request())
    if (reply.type !== 'answered') return { type: 'trouble', trouble: troubleOf(reply) }
    const said = login.decode(reply.answer)
    if (said.type === 'hold') {
      const trouble: Trouble = {
        cause: said.cause,
        why: said.why,
        retryAfter: reply.answer.headers['retry-after'],
        ...(said.cause === 'configuration' && { isLogin: true }),
      }
      return { type: 'trouble', trouble }
    }
    onToken(said.token)
    held = { token: said.token, untilMs: parts.now() + said.goodForMs }
    return { type: 'token', token: said.token }
  }

  return async (isRenewed) => {
    if (!login) return { type: 'token', token: '' }
    if (held && !isRenewed && parts.now() < held.untilMs) return { type: 'token', token: held.token }
    // Rows that are under way at once log in once.
    entering ??= enter().finally(() => {
      entering = null
    })
    return entering
  }
}

export function troubleOf(reply: { type: 'not-sent' | 'lost'; why: string }): Trouble {
  return { cause: reply.type === 'lost' ? 'lost' : 'unreachable', why: reply.why, retryAfter: undefined }
}
