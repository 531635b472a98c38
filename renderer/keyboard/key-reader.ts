/**
 * Tells what readers type into the window from what a person types there, without a DOM, so that every rule can be tested.
 *
 * Keys into a field are held back as long as they can be the beginning of a badge, hence for less than a tenth of a second; then
 * the badge goes to the station and never to the field, or the keys go to the field in their order. Where there is no
 * field, nothing has to be held: a person's number goes to the station as a slow badge does, and a reader's by itself, so that
 * the two never mix.
 */
import {
  codeToModifier,
  codeToUsage,
  enterUsage,
  isLock,
  modifierBits,
  shiftBits,
  usageToCharacter,
} from '../../core/badge/key-usages.ts'
import { buildReport, reportToHex } from '../../core/badge/keyboard-report.ts'
import type { WindowReader } from '../../core/contract/contract.ts'
import {
  canBegin,
  holdMs,
  type Judgement,
  judgeBurst,
  longestHold,
  machineKeys,
  type Stroke,
  type Terminator,
} from './judge-burst.ts'

/** An Enter, Tab or space within this time after a character belongs to what a person is typing (ours; as the station's). */
const typingGapMs = 500
/** After a badge that was torn apart the rest comes within this time (ours). */
const tornGapMs = 250
/** A reader that ends with two Enters sends the second one at its own pace, and no sooner than its bus lets it (ours). */
const shortestPaceMs = 10
/** Strokes shorter than this that were no badge may be the torn beginning of one (ours; fingers stay for longer). */
const tornHoldMs = 40
/** Longest that an Enter waits for a key that went down before it, and can then only be a finger's (ours). */
const releaseWaitMs = 60

const commandBits = ~shiftBits & 0xff

export type PressedKey<Field> = {
  code: string
  /** What the computer's layout makes of it. */
  key: string
  /** Monotonic, milliseconds. */
  atMs: number
  isRepeat: boolean
  hasCommandKey: boolean
  /** What the key is typed into; null: into nothing that takes text. */
  field: Field | null
  /** Whether what the key does to the field can be done later as well. */
  canHold: boolean
}

export type HeldKey = { code: string; key: string; shift: boolean; isUp: boolean }

export type Deed<Field> =
  /** A person's key goes to its field after all. */
  | { type: 'type'; field: Field; key: HeldKey }
  /** Keys go to a field that cannot be held back; it has to be put back if they are a badge. */
  | { type: 'remember'; field: Field }
  | { type: 'restore'; field: Field }
  | { type: 'present'; reader: string; reports: string[]; end: 'whole' | 'garbled' }

/** `isTaken`: neither the field, nor a button, nor the browser must hear of the key, before the deeds are done or ever. */
export type KeyOutcome<Field> = { isTaken: boolean; deeds: Deed<Field>[] }

type Held = Stroke & { code: string; key: string; canHold: boolean }
type Ending = { code: string; terminator: NonNullable<Terminator>; untilMs: number }
type Run<Field> = {
  field: Field | null
  canHold: boolean
  strokes: Held[]
  isBehindBurst: boolean
  ending: Ending | null
}

export type KeyReader<Field> = {
  /** What the station says of its readers; before that every key is left alone. */
  configure: (readers: readonly WindowReader[]) => void
  press: (key: PressedKey<Field>) => KeyOutcome<Field>
  release: (code: string, atMs: number) => KeyOutcome<Field>
  /** Decides at once on what is held back: the focus moves, or the pointer goes down. */
  settle: (atMs: number) => Deed<Field>[]
  /** The window has lost the keyboard. */
  letGo: (atMs: number) => Deed<Field>[]
  /** When `wake` is to be called, if no key comes before; null: not at all. */
  wakeAtMs: () => number | null
  wake: (nowMs: number) => Deed<Field>[]
}

export function createKeyReader<Field>(): KeyReader<Field> {
  let readers: readonly WindowReader[] = []
  let modifiers = 0
  /** Keys whose press was taken; their repeats and their release are taken too. */
  const taken = new Set<string>()
  let run: Run<Field> | null = null
  /** What a person has typed where there is no field, since the last Enter. */
  let typed: { strokes: Held[]; untilMs: number } | null = null
  let lastTypedAtMs = Number.NEGATIVE_INFINITY
  /** The last badge, or what came as fast as one: until when an Enter still belongs to it, and what follows is suspicious. */
  let lastBurst = {
    terminatorUntilMs: Number.NEGATIVE_INFINITY,
    suspectUntilMs: Number.NEGATIVE_INFINITY,
    paceMs: 0,
    length: 0,
  }
  let tornUntilMs = Number.NEGATIVE_INFINITY
  let deeds: Deed<Field>[] = []

  const finish = (isTaken: boolean): KeyOutcome<Field> => {
    const done = { isTaken, deeds }
    deeds = []
    return done
  }

  const present = (reader = '', reports: string[] = [], end: 'whole' | 'garbled' = 'garbled'): void => {
    deeds.push({ type: 'present', reader, reports, end })
  }

  const giveBack = (field: Field | null, strokes: readonly Held[]): void => {
    if (field === null) {
      const last = strokes.at(-1)
      if (last === undefined) return
      typed = { strokes: [...(typed?.strokes ?? []), ...strokes], untilMs: last.downAtMs + typingGapMs }
      lastTypedAtMs = last.downAtMs
      return
    }
    for (const { code, key, shift, upAtMs, canHold } of strokes) {
      if (!canHold) continue
      // Its release is the page's own again.
      taken.delete(code)
      deeds.push({ type: 'type', field, key: { code, key, shift, isUp: upAtMs !== null } })
    }
  }

  const presentTyped = (hasEnter: boolean): void => {
    if (typed !== null) present(readers[0]?.id, strokesToReports(typed.strokes, hasEnter), 'whole')
    typed = null
  }

  /** Ends the run as what it was judged to be. Answers whether it was a reader's. */
  const conclude = (ended: Run<Field>, judgement: Judgement<Held>, atMs: number): boolean => {
    run = null
    if (judgement.type === 'person') {
      if (isTorn(ended.strokes)) tornUntilMs = atMs + tornGapMs
      giveBack(ended.field, ended.strokes)
      return false
    }
    const charMs = Math.max(...readers.map((reader) => reader.charMs))
    const isBadge = judgement.type === 'badge'
    const paceMs = isBadge ? Math.max(2 * paceOf(ended.strokes, atMs), shortestPaceMs) : charMs
    lastBurst = {
      terminatorUntilMs: atMs + paceMs,
      suspectUntilMs: atMs + charMs,
      paceMs,
      length: isBadge ? judgement.strokes.length : 0,
    }
    if (ended.field !== null && !ended.canHold) deeds.push({ type: 'restore', field: ended.field })
    giveBack(ended.field, judgement.others)
    if (isBadge && typed?.strokes.some((piece) => judgement.strokes.includes(piece))) typed = null
    if (isBadge) present(judgement.reader, strokesToReports(judgement.strokes, true), 'whole')
    else present(readers[0]?.id)
    return true
  }

  const judge = (ended: Run<Field>, terminator: Terminator, atMs: number): Judgement<Held> => {
    const judgement = judgeBurst(ended.strokes, terminator, atMs, readers)
    if (ended.field === null && typed !== null && judgement.type !== 'person') {
      // Where there is no field, the pieces of a badge that a busy computer tore apart are still together.
      const joined = judgeBurst([...typed.strokes, ...ended.strokes], terminator, atMs, readers)
      if (joined.type === 'badge' && joined.others.length === 0) return joined
    }
    const isPiece = ended.field !== null && atMs <= tornUntilMs
    // No reader sends two badges without a pause: what follows at once is another reader's, or the rest of two that were mixed.
    const isRest = ended.isBehindBurst && judgement.type === 'badge' && judgement.strokes.length !== lastBurst.length
    if (judgement.type === 'badge' && (isRest || isPiece)) {
      return { type: 'garbled', others: judgement.others }
    }
    if (judgement.type === 'person' && terminator !== null && ended.isBehindBurst && isTorn(ended.strokes))
      return { type: 'garbled', others: [] }
    // Without a field an Enter may still come; the station says what is wrong if none does.
    if (judgement.type === 'garbled' && terminator === null && ended.field === null) return { type: 'person' }
    return judgement
  }

  const settleRun = (atMs: number): void => {
    if (run === null) return
    const { ending } = run
    conclude(run, judge(run, ending?.terminator ?? null, atMs), atMs)
  }

  const catchUp = (nowMs: number): void => {
    if (run !== null && nowMs > deadlineOf(run)) settleRun(nowMs)
    if (typed !== null && nowMs > typed.untilMs) presentTyped(false)
  }

  /** No later than this has the next key to come. */
  const deadlineOf = ({ strokes, ending }: Run<Field>): number => {
    if (ending !== null) return ending.untilMs
    const [first, last] = [strokes[0], strokes.at(-1)]
    if (first === undefined || last === undefined) return Number.NEGATIVE_INFINITY
    const charMs = Math.max(...readers.map((reader) => reader.charMs))
    const gapMs = Math.max(...readers.map((reader) => reader.gapMs))
    return Math.min(last.downAtMs + gapMs, first.downAtMs + (strokes.length + 0.5) * charMs)
  }

  const pressTerminator = ({ code, atMs, field }: PressedKey<Field>): boolean => {
    const terminator: Terminator = { character: code === 'Tab' ? '\t' : '\n', downAtMs: atMs, upAtMs: null }
    if (run?.ending) return true
    const isSecond = atMs <= lastBurst.terminatorUntilMs
    if (isSecond && (run === null || (run.strokes.length < machineKeys && !isTorn(run.strokes)))) {
      // A person's key may have come in between; it stays what it is.
      lastBurst.terminatorUntilMs = atMs + lastBurst.paceMs
      return true
    }
    if (run !== null) {
      const judgement = judge(run, terminator, atMs)
      if (judgement.type !== 'person') {
        const isHeld = run.strokes.some(({ upAtMs }) => upAtMs === null)
        if (isHeld) run.ending = { code, terminator, untilMs: atMs + Math.max(releaseWaitMs, longestHold(run.strokes)) }
        else conclude(run, judgement, atMs)
        return true
      }
      conclude(run, judgement, atMs)
    }
    if (field !== null) return false
    const isBehind = atMs - lastTypedAtMs <= typingGapMs
    if (typed !== null) {
      presentTyped(true)
      lastTypedAtMs = atMs
    }
    return isBehind
  }

  const pressCharacter = (key: PressedKey<Field>, usage: number, character: string): boolean => {
    const { code, atMs, field, canHold } = key
    if (run === null && code === 'Space' && field === null && atMs - lastTypedAtMs > typingGapMs) return false
    const shift = (modifiers & shiftBits) !== 0
    const stroke: Held = { usage, character, shift, downAtMs: atMs, upAtMs: null, code, key: key.key, canHold }
    const text = [...(run?.strokes ?? []), stroke].map((each) => each.character).join('')
    const isBehindBurst = run === null ? atMs <= lastBurst.suspectUntilMs : run.isBehindBurst
    if (field !== null && !isBehindBurst && !readers.some((reader) => canBegin(text, reader))) {
      settleRun(atMs)
      // What cannot go on with what is held back may begin something itself.
      if (!readers.some((reader) => canBegin(character, reader))) return false
    }
    if (run === null) {
      run = { field, canHold, strokes: [], isBehindBurst, ending: null }
      if (field !== null && !canHold) deeds.push({ type: 'remember', field })
    }
    // Its release got lost, in another window perhaps.
    for (const lost of run.strokes) if (lost.code === code && lost.upAtMs === null) lost.upAtMs = lost.downAtMs
    run.strokes.push(stroke)
    return field === null || canHold
  }

  const press = (key: PressedKey<Field>): KeyOutcome<Field> => {
    const { code, atMs, field } = key
    if (readers.length === 0) return finish(false)
    const modifier = codeToModifier(code)
    modifiers |= modifier
    catchUp(atMs)
    const usage = codeToUsage(code)
    if ((modifier & shiftBits) !== 0 || (usage !== null && isLock(usage))) return finish(false)
    const shift = (modifiers & shiftBits) !== 0
    const character = usage === null ? null : usageToCharacter(usage, shift)
    if (
      usage === null ||
      character === null ||
      key.hasCommandKey ||
      (modifiers & commandBits) !== 0 ||
      (code === 'Tab' && shift)
    ) {
      settleRun(atMs)
      return finish(false)
    }
    if (key.isRepeat) {
      const isOurs = taken.has(code)
      if (field !== null || !isOurs) settleRun(atMs)
      return finish(isOurs && taken.has(code))
    }
    const isTerminator = character === '\n' || character === '\t'
    if (
      run !== null &&
      (run.field !== field || (!isTerminator && (run.ending !== null || run.canHold !== key.canHold)))
    )
      settleRun(atMs)
    const isTaken = isTerminator ? pressTerminator(key) : pressCharacter(key, usage, character)
    if (isTaken) taken.add(code)
    else taken.delete(code)
    return finish(isTaken)
  }

  return {
    configure: (configured) => {
      if (configured.length > 0) readers = configured
    },
    press,
    release: (code, atMs) => {
      modifiers &= ~codeToModifier(code)
      const stroke = run?.strokes.findLast((each) => each.code === code && each.upAtMs === null)
      if (stroke !== undefined) stroke.upAtMs = atMs
      const isTaken = taken.delete(code)
      if (run?.ending?.code === code) run.ending.terminator.upAtMs ??= atMs
      if (run?.ending && run.strokes.every((each) => each.upAtMs !== null)) settleRun(atMs)
      return finish(isTaken)
    },
    settle: (atMs) => {
      settleRun(atMs)
      return finish(false).deeds
    },
    letGo: (atMs) => {
      settleRun(atMs)
      presentTyped(false)
      taken.clear()
      modifiers = 0
      return finish(false).deeds
    },
    wakeAtMs: () => {
      const times = [...(run === null ? [] : [deadlineOf(run)]), ...(typed === null ? [] : [typed.untilMs])]
      return times.length === 0 ? null : Math.min(...times)
    },
    wake: (nowMs) => {
      catchUp(nowMs)
      return finish(false).deeds
    },
  }
}

/** As the keyboard of a reader would send them, one key at a time. */
function strokesToReports(strokes: readonly Stroke[], hasEnter: boolean): string[] {
  const enter = { usage: enterUsage, shift: false }
  return [...strokes, ...(hasEnter ? [enter] : [])].flatMap(({ usage, shift }) =>
    [buildReport([usage], shift ? modifierBits.ShiftLeft : 0), buildReport([])].map(reportToHex),
  )
}

/** Whether keys were let go of as only a reader does; a busy computer may have held up some of them. */
function isTorn(strokes: readonly Stroke[]): boolean {
  const holds = strokes.map((stroke) => holdMs(stroke, Number.POSITIVE_INFINITY)).sort((a, b) => a - b)
  return (holds[holds.length >> 1] ?? 0) <= tornHoldMs
}

function paceOf(strokes: readonly Stroke[], endAtMs: number): number {
  const first = strokes[0]
  return first === undefined ? 0 : (endAtMs - first.downAtMs) / strokes.length
}
