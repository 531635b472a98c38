/**
 * Clock in and out as Sonoran CMS documents it (“Clock In Out”, “Get Current Clock In”; v1). What is marked ours is not
 * the vendor's: `occurredAt`, `Idempotency-Key`, and several objects in one call answered with a JSON array.
 */
import type { FastifyReply } from 'fastify'
import type { CentralContext, CentralInterface } from './central-interface.ts'
import { type Reading, readIdentifiers, readKeys, readPunch } from './clock-request.ts'
import type { OpenClock, PunchOutcome } from './clock-store.ts'
import { sendSentence } from './send-sentence.ts'

/** The one community of the reference service (ours). */
export const communityId = 'foyer'

/** Ours. Five thousand objects with every identifier fit; a station's largest batch is as large. */
const maxObjects = 5000
const bodyLimitBytes = 16 * 1024 * 1024

const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'

/** The current entry as the page shows it. `startTime` is like `2025-02-22 20:28:40.000 -0800`. */
type ClockRow = { id: number; startTime: string; endTime: null; completed: false; notes: [] }
type ObjectAnswer = { status: number; result: string | ClockRow }

export const serveClock: CentralInterface = (app, context) => {
  app.post('/general/clock_in_out', { bodyLimit: bodyLimitBytes }, async (request, reply) => {
    const envelope = readEnvelope(request.body, 'CLOCK_IN_OUT', context)
    if (envelope.type === 'refused') return sendSentence(reply, envelope.status, envelope.text)
    const header = request.headers['idempotency-key']
    const keys = readKeys(Array.isArray(header) ? header.join(',') : header, envelope.data.length)
    if (keys.type === 'malformed') return sendSentence(reply, 400, keys.text)
    const readings = envelope.data.map((object, index) => readPunch(object, keys.value[index] ?? null))
    const outcomes = await context.store.applyPunches(valuesOf(readings), context.nowMs())
    const answers = inOrder(readings, outcomes, answerPunch)
    count(context, outcomes, answers)
    return sendAnswers(reply, answers)
  })

  app.post('/general/get_current_clock_in', { bodyLimit: bodyLimitBytes }, async (request, reply) => {
    const envelope = readEnvelope(request.body, 'GET_CURRENT_CLOCK_IN', context)
    if (envelope.type === 'refused') return sendSentence(reply, envelope.status, envelope.text)
    const readings = envelope.data.map(readIdentifiers)
    const clocks = await context.store.readOpenClocks(valuesOf(readings))
    return sendAnswers(
      reply,
      inOrder(readings, clocks, (clock) => answerOpenClock(clock, context.zone)),
    )
  })
}

type Envelope = { type: 'envelope'; data: unknown[] } | { type: 'refused'; status: number; text: string }

/**
 * The envelope `{id, key, type, data}` that all calls share. A key or community that is missing is as wrong as a wrong
 * one; the key is looked at first (ours), so a stranger learns nothing else. The page of the read-back shows `data` as
 * one object, so an object is taken there as well as an array.
 */
function readEnvelope(body: unknown, type: 'CLOCK_IN_OUT' | 'GET_CURRENT_CLOCK_IN', context: CentralContext): Envelope {
  const refuse = (status: number, text: string): Envelope => ({ type: 'refused', status, text })
  if (!isRecord(body)) return refuse(400, 'The body must be a JSON object with id, key, type and data')
  if (typeof body.key !== 'string' || !context.isSecret(body.key)) return refuse(400, 'INVALID API KEY')
  if (body.id !== communityId) return refuse(400, 'INVALID COMMUNITY ID')
  if (body.type !== type) return refuse(400, `type must be ${type}`)
  const data = type === 'GET_CURRENT_CLOCK_IN' && isRecord(body.data) ? [body.data] : body.data
  if (!Array.isArray(data)) return refuse(400, 'data must be an array of request objects')
  if (data.length === 0) return refuse(400, 'data holds no request object')
  if (data.length > maxObjects) return refuse(413, `data holds more than ${maxObjects} request objects`)
  return { type: 'envelope', data }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valuesOf<Value>(readings: readonly Reading<Value>[]): Value[] {
  return readings.flatMap((reading) => (reading.type === 'read' ? [reading.value] : []))
}

/** One answer per object: what could not be read is refused by itself, the others get their outcomes in order. */
function inOrder<Outcome>(
  readings: readonly Reading<unknown>[],
  outcomes: readonly Outcome[],
  answer: (outcome: Outcome) => ObjectAnswer,
): ObjectAnswer[] {
  const remaining = outcomes.values()
  return readings.map((reading) => {
    if (reading.type === 'malformed') return { status: 400, result: reading.text }
    const next = remaining.next()
    if (next.done) throw new Error('The store gave fewer outcomes than it was given objects')
    return answer(next.value)
  })
}

function answerPunch(outcome: PunchOutcome): ObjectAnswer {
  switch (outcome.type) {
    case 'applied':
    case 'repeated':
      return { status: 200, result: outcome.answer }
    case 'key-reused':
      return { status: 422, result: 'Idempotency-Key was used before for something else' }
    case 'not-linked':
      return { status: 404, result: notLinked }
    case 'contradiction':
      return { status: 400, result: notLinked }
  }
}

function answerOpenClock(clock: OpenClock, zone: string): ObjectAnswer {
  switch (clock.type) {
    case 'clocked-in': {
      const startTime = printTime(clock.startedAtMs, zone)
      return { status: 200, result: { id: clock.rowId, startTime, endTime: null, completed: false, notes: [] } }
    }
    case 'not-clocked-in':
      return { status: 200, result: 'Not Clocked In' }
    case 'not-linked':
      return { status: 404, result: notLinked }
    case 'contradiction':
      return { status: 400, result: notLinked }
  }
}

/** As on the vendor's page: `2025-02-22 20:28:40.000 -0800`, in the service's zone. */
function printTime(atMs: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  const time = at.toPlainTime().toString({ smallestUnit: 'millisecond' })
  return `${at.toPlainDate()} ${time} ${at.offset.replace(':', '')}`
}

/** One object: its own status, and text unless it is a row. Several: 200 and an array (ours). */
function sendAnswers(reply: FastifyReply, answers: readonly ObjectAnswer[]): FastifyReply {
  const [only] = answers
  if (answers.length !== 1 || !only) {
    return reply.code(200).send(answers.map(({ status, result }, index) => ({ index, status, result })))
  }
  if (typeof only.result === 'string') return sendSentence(reply, only.status, only.result)
  return reply.code(only.status).send(only.result)
}

function count(context: CentralContext, outcomes: readonly PunchOutcome[], answers: readonly ObjectAnswer[]): void {
  for (const outcome of outcomes) {
    if (outcome.type === 'applied') context.counters.add('foyer_central_clock_events_total', { kind: outcome.kind })
    if (outcome.type === 'repeated') context.counters.add('foyer_central_clock_repeats_total')
  }
  for (const { status } of answers) {
    if (status !== 200) context.counters.add('foyer_central_clock_refusals_total', { status: String(status) })
  }
}
