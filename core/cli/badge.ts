/** `foyer badge`: what a card's bits, hex or typed text mean, and what they would be for a number. Needs no data folder. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BadgeNumber, BadgeReading } from '../badge/badge-number.ts'
import { encodeBadge } from '../badge/encode-badge.ts'
import { formatBadge } from '../badge/read-badge.ts'
import { readBits, readHex } from '../badge/read-bits.ts'
import { readText } from '../badge/read-text.ts'
import { cardFormatNames } from '../contract/card-format-names.ts'
import {
  type ByteOrder,
  byteOrders,
  type CardFormat,
  type CardFormatSetting,
  cardFormats,
  type TextForm,
  textForms,
} from '../contract/reader-settings.ts'
import { addCommand, type Cli, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type DecodeOptions = {
  bits?: string
  hex?: string
  text?: string
  length?: number
  format: CardFormatSetting
  textForm: TextForm
  byteOrder: ByteOrder
  stripped?: true
}

type EncodeOptions = { format: CardFormat; facility?: number; card?: number; serial?: string }

export function registerBadge(program: Command, cli: Cli): void {
  const badge = addCommand(
    program,
    'badge',
    'Card formats: what a badge means, and what a number looks like on a card.',
    ['badge decode --bits 10111011000000110010000110', 'badge encode --format H10301 --facility 118 --card 1603'],
  )
  addCommand(badge, 'decode', 'Tell what bits, hex or a typed text mean.', [
    'badge decode --bits 10111011000000110010000110',
    'badge decode --hex 06BD88EB80',
    'badge decode --hex 2EC0C86 --length 26 --format H10301',
    'badge decode --text 0012345678',
    'badge decode --text 118,01603 --format em4100',
  ])
    .addOption(new Option('--bits <bits>', "the card's bits, the first received first").argParser(parseBits))
    .addOption(
      new Option(
        '--hex <hex>',
        'right-aligned bits, PACS bytes, what proxmark3 prints of a HID Prox card, an EM4100 id, or a serial',
      )
        .argParser(parseHex)
        .conflicts('bits'),
    )
    .addOption(new Option('--text <text>', 'as a reader types it, without Enter').conflicts(['bits', 'hex']))
    .addOption(
      new Option('--length <bits>', 'how many bits the hex stands for')
        .argParser(parseLength)
        .conflicts(['bits', 'text']),
    )
    .addOption(new Option('--format <format>', 'the card format').choices(cardFormats).default('auto'))
    .addOption(
      new Option('--text-form <form>', 'how the text is written, as "text" of a reader in station.json')
        .choices(textForms)
        .default('auto'),
    )
    .addOption(
      new Option('--byte-order <order>', 'of a serial\'s bytes, as "byteOrder" of a reader')
        .choices(byteOrders)
        .default('auto'),
    )
    .addOption(new Option('--stripped', 'the reader has taken the parity bits away').conflicts(['hex', 'text']))
    .addOption(jsonOption().hideHelp())
    .addHelpText('after', decodeHelp)
    .action((options: DecodeOptions) => finishWith(cli, null, () => decode(cli, options)))
  addCommand(badge, 'encode', 'Tell the bits, hex and typed forms of a number.', [
    'badge encode --format H10301 --facility 118 --card 1603',
    'badge encode --format em4100 --card 40856634',
    'badge encode --format csn --serial E43AC9D2',
  ])
    .addOption(new Option('--format <format>', 'the card format').choices(cardFormatNames).makeOptionMandatory())
    .addOption(new Option('--facility <number>', 'the facility code').argParser(parseWhole))
    .addOption(new Option('--card <number>', 'the card number').argParser(parseWhole))
    .addOption(new Option('--serial <hex>', "a chip's serial, or the ten digits of an EM4100 id").argParser(parseHex))
    .addOption(jsonOption().hideHelp())
    .addHelpText('after', encodeHelp)
    .action((options: EncodeOptions) => finishWith(cli, null, () => encode(cli, options)))
}

const decodeHelp = `
Prints one line: {"format", "facilityCode", "cardNumber", "serial", "parity": "ok" | "failed" | "none", "candidates": [...]}.
The first four are the likeliest meaning; where there are others, "candidates" has them all, the likeliest first, and stderr says so.
"parity" is "none" where nothing was there to be checked. Where it failed, nothing is read, and the exit code is 1.`

const encodeHelp = `
Prints one line: {"format", "facilityCode", "cardNumber", "serial", "length", "bits", "hex", "pacs", "text"}. "text" has what readers
type, by the names of the forms. A number that does not fit the format is refused; the exit code is 1.`

async function decode(cli: Cli, options: DecodeOptions): Promise<ExitCode> {
  const reading = read(options)
  if (reading === null) {
    cli.terminal.say('Give what is to be decoded: --bits, --hex or --text.')
    return exitCodes.usage
  }
  if (reading.type === 'unreadable') {
    const { failed, why } = reading
    if (failed.length > 0) {
      const format = failed.length === 1 ? failed[0] : null
      const nothing = { format, facilityCode: null, cardNumber: null, serial: null, parity: 'failed', candidates: [] }
      await cli.terminal.print(JSON.stringify(nothing))
    }
    cli.terminal.say(why)
    return exitCodes.failed
  }
  const { candidates, parity } = reading
  await cli.terminal.print(JSON.stringify({ ...pick(candidates[0]), parity, candidates: candidates.map(pick) }))
  if (candidates.length > 1) {
    const named = candidates.map((number) => `${number.format} ${formatBadge(number)}`).join(', ')
    cli.terminal.say(`This has ${candidates.length} meanings: ${named}. A known card, or --format, decides among them.`)
  }
  return exitCodes.ok
}

/** Null: there is nothing to decode. */
function read({ bits, hex, text, length, format, textForm, byteOrder, stripped }: DecodeOptions): BadgeReading | null {
  const settings = { format, text: textForm, byteOrder }
  if (bits !== undefined) return readBits(bits, stripped === true, settings)
  if (hex !== undefined) return readHex(hex, { ...settings, text: 'hex' }, ['pacs', 'raw', 'plain'], length)
  return text === undefined ? null : readText(text, settings)
}

async function encode(cli: Cli, { format, facility, card, serial }: EncodeOptions): Promise<ExitCode> {
  const encoded = encodeBadge(format, {
    facilityCode: facility ?? null,
    cardNumber: card ?? null,
    serial: serial ?? null,
  })
  if (encoded.type === 'refused') {
    cli.terminal.say(encoded.why)
    return exitCodes.failed
  }
  const { number, bits, hex, pacs, text } = encoded
  await cli.terminal.print(JSON.stringify({ ...pick(number), length: bits.length, bits, hex, pacs, text }))
  return exitCodes.ok
}

/** The four fields, in their order. */
function pick({ format, facilityCode, cardNumber, serial }: BadgeNumber): BadgeNumber {
  return { format, facilityCode, cardNumber, serial }
}

/** More than any card has: what is longer is no card, and is not worth its time. */
const longestBits = 256

function parseBits(value: string): string {
  const bits = value.replace(/[\s_]/g, '')
  if (!/^[01]+$/.test(bits) || bits.length > longestBits) {
    throw new InvalidArgumentError(`Expected 0 and 1, at most ${longestBits} of them.`)
  }
  return bits
}

function parseHex(value: string): string {
  const hex = value.replace(/^0x/i, '').replace(/[\s:_-]/g, '')
  if (!/^[0-9A-Fa-f]+$/.test(hex) || hex.length > longestBits / 4) {
    throw new InvalidArgumentError(`Expected hex digits, at most ${longestBits / 4} of them.`)
  }
  return hex.toUpperCase()
}

function parseLength(value: string): number {
  const length = Number(value)
  if (!/^\d+$/.test(value) || length < 1 || length > longestBits) {
    throw new InvalidArgumentError(`Expected a number of bits from 1 to ${longestBits}.`)
  }
  return length
}

function parseWhole(value: string): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('Expected a whole number.')
  return number
}
