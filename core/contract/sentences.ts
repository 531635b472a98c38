/**
 * What the station says to a supervisor, each sentence by a word of its own: in English for the command line, the log and
 * whatever is stored, and in the console's language on the screen (`console.refusals` of resources/languages). A value
 * stands as {{name}}.
 */

const ofPeople = {
  'unknown-supervisor': 'Nobody has the employee number {{number}}.',
  'inactive-supervisor': '{{number}} is no longer active.',
  'not-a-supervisor': '{{number}} is no supervisor; "foyer person set-role" can make them one.',
  'nobody-has-number': 'Nobody has the employee number "{{number}}".',
  'role-is-so': '{{number}} has the role {{role}} already.',
  'language-is-so': '{{number}} has that language already.',
  unchanged: 'It is so already.',
  'nothing-to-free': 'No wrong PIN of {{number}} is counted: there is nothing to free.',
  'number-taken': '{{number}} is the employee number of {{name}} already.',
  'email-taken': 'The e-mail address {{email}} is that of {{name}} ({{number}}) already.',
  'email-form': 'An e-mail address looks like name@example.com.',
  'person-text-missing': 'A name and an employee number are needed.',
  'person-text-too-long':
    'A name has at most {{name}} characters, an employee number {{number}}, an e-mail address {{email}}.',
  'person-text-unwritable':
    'A name, a number or an address holds a control character, a broken one, or one that changes the direction of the text.',
  'last-supervisor':
    '{{number}} is the last supervisor who can sign in; somebody else needs the role, a PIN and a card first.',
  'no-supervisor-left': 'No supervisor can sign in any more: that takes the role, a PIN and a card that is not dead.',
} as const

const ofAttendance = {
  'no-reason': 'A reason is needed.',
  'reason-too-long': 'A reason has at most {{max}} characters.',
  'unknown-person': 'Nobody has this employee number.',
  'inactive-person': 'They are no longer active.',
  'already-in': 'They are in already.',
  'not-in': 'They are not in.',
  'unknown-event': 'There is no such event.',
  'not-their-event': '{{number}} has no event "{{event}}".',
  'not-an-in-or-out': 'The event is neither an in nor an out: there is nothing to take back or to move.',
  'already-undone': 'The event was undone before.',
  'no-longer-counts': 'The event counts no longer: what it belonged to was undone, or it was corrected once more.',
  'nothing-missing': 'The period has both its ends; to move one of them, use "correct".',
  'is-an-undo':
    'The event is an undo, which cannot be undone: enter the period anew with "correct PERSON --from … --until …".',
  'is-so-already': 'It is at that instant already.',
  'too-long':
    'The period would be longer than the longest shift (rules.longestShiftHours); where that is meant, add --long.',
  'too-long-ago': 'The instant lies before the year {{year}}.',
  'in-the-future': 'The instant lies in the future.',
  'no-length': 'The period would end at the instant at which it starts.',
  'end-before-start': 'The period would end before it starts.',
  overlaps: 'The period would overlap with another one.',
} as const

const ofCards = {
  'card-end-in-the-past': 'A temporary card has to end in the future.',
  'replaced-unknown': 'There is no such card to be replaced.',
  'replaced-not-theirs': 'The card that is to be replaced is somebody else’s.',
  'replaced-itself': 'A card cannot replace itself.',
  'card-is-active': 'The card is active already.',
  'card-is-lost': 'The card is lost already.',
  'card-is-revoked': 'The card is revoked already.',
  'card-end-is-so': 'The card ends so already.',
  'nobody-holds-card': 'Nobody holds the card.',
  'unknown-card': 'There is no such card.',
  'holder-has-left': 'Its holder has left; the card stays dead until somebody else holds it.',
  'no-user-with-number': 'No user has this employee number.',
  'user-not-active': 'The user is no longer active.',
  'card-system-differs': 'The system of the card is not the system that the occupancy of the user belongs to.',
  'card-of-several-systems': 'Several systems have a card with this number: the system has to be given.',
  'card-number-range': 'The internal card number has to be from 0 to {{max}}.',
  'facility-code-range': 'The facility code has to be from 0 to {{max}}.',
  'external-number-form': 'The external card number has to be printable and of {{max}} characters at most.',
  'system-id-form': 'The system id has to be a globally unique identifier.',
  'external-number-taken': 'The external card number belongs to another card.',
  'new-card-needs-number': 'There is no such card, and a new one needs an internal card number.',
  'new-card-needs-system': 'There is no such card, and a new one needs the id of a system.',
  'told-card-needs-system':
    'There is no such card, and the service of the upstream "cards" takes a new one only with the id of its card system (a GUID). Write it into station.json, in "station", as "cardSystemId", and start the station again.',
  'lost-card-first': 'The card is lost; it has to be made active first.',
  'revoked-card-first': 'The card is revoked; it has to be made active first.',
  'no-em4100':
    'At the door no EM4100 number is facility code {{facility}} with the number {{number}}: nobody can badge with it. Where the reader types the whole number, leave the facility code out.',
  'whole-em4100':
    'At the door this is the EM4100 number {{whole}}; where the card has {{number}} printed on it, leave the facility code out.',
  'reads-as-theirs': 'At the door this card reads the same as {{others}}, which is theirs too.',
  'reads-as-ambiguous': 'At the door this card reads the same as {{others}}, and is refused there as ambiguous.',
} as const

const ofOutbox = {
  'row-secret': 'What a row for authData says is secret and cannot be corrected; stage the record again.',
  'row-cannot-say': 'The row cannot say that: {{fault}}.',
  'row-no-object': 'What the row says has to be an object with {{fields}}.',
  'row-no-field': 'The row has no "{{field}}"; it has {{fields}}.',
  'row-field-missing': '"{{field}}" is missing.',
  'row-aside-already': 'Row {{row}} is set aside already.',
  'row-follows': 'Row {{row}} follows row {{followed}}, which was refused; retry that one, and this one goes with it.',
  'row-unsayable': 'Row {{row}} was never to be sent ({{reason}}); enter it at the service by hand, then set it aside.',
  'row-toggle':
    'The service of the clock takes a toggle without a key: told again it would turn people round. Enter what is missing there by hand.',
  'row-unknown': 'There is no row {{row}}.',
  'row-not-refused': 'Row {{row}} is {{state}}, and only refused rows can be retried, corrected or set aside.',
  'row-goes-out':
    'Row {{row}} is {{state}}, and only refused rows can be retried, corrected or set aside. It goes out as it is; if the service refuses it, that can be done then.',
} as const

/** What the station itself writes to a row that it refuses; stored with it. */
const ofRows = {
  'row-person-unknown': 'the person is not known here',
  'row-no-identifier': 'the person has no {{identifier}}, and presence entries are matched by it',
  'row-no-clock-event': 'the stored row is no clock event',
  'row-no-presence-entry': 'the stored row is no presence entry',
  'row-no-card-check-in': 'the stored row is no card check-in',
  'row-no-auth-data': 'the stored row is no authentication data',
  'row-no-time-profile': 'the stored row is no time profile',
  'row-key-differs': 'the authentication values do not open with the key of this data folder',
  'row-values-not-kept':
    'the authentication values were not kept: this upstream was configured after the batch was staged; stage it again',
  'row-take-back': 'take back by hand: this was undone after it had been sent, and the person is as before',
  'row-take-back-presence': 'take back by hand: the tap was undone after its presence entry had been sent',
  'row-too-late': 'too late to be recorded truthfully: it happened at {{time}}, and this service takes its own time',
  'row-was-under-way': 'the station stopped while this was on its way',
} as const

const ofBatches = {
  'unknown-batch': 'There is no batch "{{batch}}".',
  'batch-settled': 'The batch was {{state}} before.',
  'batch-takes-no-more': 'The batch was {{state}}, and takes no more records.',
  'no-auth-batch': 'There is no such batch of authentication data.',
  'staging-failed': 'The station failed to stage the file; its log says why.',
  // Paperless Employee, “Stage Authentication Data”.
  'too-many-added': 'Number of added employees exceeds threshold: {{percent}}%. Processing has stopped.',
  'too-many-updated': 'Number of employees with updates exceeds threshold: {{percent}}%. Processing has stopped.',
  'too-many-errors': 'Number of records with errors exceeds threshold: {{percent}}%. Processing has stopped.',
  'status-unknown': 'status "{{word}}" is none that is known: it means inactive.',
} as const

/** Of one record of a file; stored with it. */
const ofRecords = {
  'value-missing': '{{column}} is missing',
  'value-too-long': '{{column}} is longer than {{max}} characters',
  'value-control': '{{column}} holds a control character or a broken one',
  'value-no-text': '{{column}} is no text',
  'value-no-text-or-number': '{{column}} is neither text nor a number',
  'value-no-fit': '{{column}} does not fit the pattern of this site',
  'value-no-number': '{{column}} "{{text}}" is not a whole number',
  'value-too-large': '{{column}} {{text}} is larger than {{max}}',
  'language-no-code': 'language "{{text}}" is no code of a language, such as "de"',
  'no-link-id': 'timeProfiles holds "{{text}}", which is no link id (a UUID)',
  'em4100-too-many-digits': 'cardNumber has more than the {{max}} digits of an EM4100 number',
  'facility-contradicts': 'facilityCode {{facility}} contradicts cardNumber {{number}}',
  'format-unknown': 'cardFormat "{{text}}" is not known; known are {{known}}',
  'no-serial': 'externalCardNumber "{{text}}" is no serial: expected pairs of hex digits',
  'card-given-before': 'the card is already given to "{{owner}}" in line {{line}}',
  'contradicts-line': '{{column}} contradicts line {{line}}',
  'no-object': 'the entry is no object',
  'record-no-object': 'the record is no object',
  'no-auth-value': 'no auth value is given',
  'line-cut-off': 'the line has {{given}} of {{columns}} columns; it may have been cut off',
  'line-too-many': 'the line has {{given}} values for {{columns}} columns',
} as const

const ofFiles = {
  'upload-too-large': 'The file has more than {{max}} MiB.',
  'upload-empty': 'The file is empty.',
  'too-many-uploads': 'Too many files are being sent at once; try again in a minute.',
  'upload-gone': 'The file is not there any more; choose it again.',
  'piece-missing': 'A piece of the file is missing; choose it again.',
  'upload-grew': 'The file grew while it was sent; choose it again.',
  'upload-not-whole': 'The file has not come whole; choose it again.',
  'file-too-large': 'The file has more than 64 MiB; split it.',
  'file-empty': 'The {{noun}} is empty.',
  'json-too-large': 'The {{noun}} is JSON of more than 64 MiB; use CSV instead.',
  'not-that-encoding':
    'The {{noun}} is not valid {{encoding}} text (near line {{line}}). Save it as UTF-8, in Excel as “CSV UTF-8”.',
  'no-text-file':
    'The {{noun}} is no text file, or it is UTF-16 without a byte-order mark. Save it as UTF-8, in Excel as “CSV UTF-8”.',
  'no-json-at': 'The {{noun}} is not valid JSON (line {{line}} column {{column}}); it may have been cut off.',
  'no-json': 'The {{noun}} is not valid JSON; it may have been cut off.',
  'quote-not-closed':
    'The {{noun}} ends inside a quoted value of the entry that begins in line {{line}}; it may have been cut off.',
  'line-too-long': "The {{noun}}'s line {{line}} is longer than {{max}} bytes; a closing quote may be missing.",
  'text-behind-quote':
    "The {{noun}}'s entry in line {{line}} has text behind a closing quote; a quote inside a quoted value is written twice.",
  'no-csv': "The {{noun}}'s line {{line}} cannot be read as CSV ({{code}}).",
  'column-unknown': 'The {{noun}} has a column "{{column}}" that is not known. Known are: {{known}}.',
  'column-twice': 'The {{noun}} has the column "{{column}}" twice.',
  'columns-missing': 'The {{noun}} has no column "{{column}}" and no column "{{other}}".',
  'column-missing': 'The {{noun}} has no column "{{column}}".',
  'no-array': 'The roster is JSON, but no array of objects.',
  'body-unreadable': 'The file cannot be read: {{fault}}',
  'file-no-json': 'the file is no JSON',
  'in-item-field': 'item {{item}}, {{field}}',
  'in-item': 'item {{item}}',
} as const

const ofDisk = {
  'no-folder': 'This station has no data folder of its own.',
  'backup-stopped': 'The station was stopped while the backup was made.',
  'disk-full': 'The disk is full: nothing more can be stored in {{place}}.',
  'disk-read-only': '{{place}} cannot be read or cannot be written by this user, or lies on a read-only disk.',
  'database-busy': 'Another program is using the database in {{place}}.',
} as const

const ofSetup = {
  'set-up-already': '{{place}} holds a station already: it is set up once.',
  'set-up-differently':
    '{{place}} holds a setup that the disk did not take whole, and it said something else. Finish with what was said first, or start the station again: it goes on with that.',
  'setup-elsewhere': 'Another window is just finishing the setup.',
} as const

export const sentences = {
  ...ofPeople,
  ...ofAttendance,
  ...ofCards,
  ...ofOutbox,
  ...ofRows,
  ...ofBatches,
  ...ofRecords,
  ...ofFiles,
  ...ofDisk,
  ...ofSetup,
} as const

export type SentenceCode = keyof typeof sentences

type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Names<Rest> : never
export type ValuesOf<Code extends SentenceCode> = Record<Names<(typeof sentences)[Code]>, string | number>
/** Nothing is to be given for a sentence without values. */
export type SentenceValues<Code extends SentenceCode> = [Names<(typeof sentences)[Code]>] extends [never]
  ? []
  : [values: ValuesOf<Code>]

/** A sentence for whoever says it in another language. */
export type Said = { code: SentenceCode; values: Record<string, string | number> }

const place = /\{\{(\w+)\}\}/g

/** In English. */
export function say<Code extends SentenceCode>(code: Code, ...[values]: SentenceValues<Code>): string {
  const given: Record<string, string | number> = values ?? {}
  return sentences[code].replace(place, (_, name: string) => String(given[name] ?? ''))
}

type Pattern = { code: SentenceCode; pattern: RegExp; names: string[] }
let known: Pattern[] | null = null

/**
 * Which sentence a text is that was said or stored in English: of records, batches and rows that alone is kept. Null: none
 * of these, such as a server's own words.
 */
export function recognize(text: string): Said | null {
  known ??= listPatterns()
  for (const { code, pattern, names } of known) {
    const values = pattern.exec(text)?.slice(1)
    if (values) return { code, values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) }
  }
  return null
}

/** Those with the most words of their own first: a value of another sentence may hold anything. */
function listPatterns(): Pattern[] {
  const own = (code: SentenceCode): number => sentences[code].replace(place, '').length
  const codes = (Object.keys(sentences) as SentenceCode[]).sort((left, right) => own(right) - own(left))
  return codes.map((code) => {
    const parts = sentences[code].split(place)
    const source = parts.map((part, index) => (index % 2 === 1 ? '(.*)' : escapePattern(part))).join('')
    return { code, pattern: new RegExp(`^${source}$`, 's'), names: parts.filter((_, index) => index % 2 === 1) }
  })
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
