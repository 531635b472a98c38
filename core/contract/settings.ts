/**
 * `station.json`: what a station is told about itself. Every key but `station.id` and `station.zone` has a default;
 * an unknown key is an error, because a mistyped key that is silently ignored is found at three in the morning.
 */
import { z } from 'zod'
import { isBounded } from './bounded-pattern.ts'
import { languages } from './languages.ts'
import { type ReaderSettings, readerDrivers, readerIdentifier, readerSettings } from './reader-settings.ts'

/** An IANA zone that this machine knows, such as `Europe/Berlin`, or an offset in full, such as `+01:00`. */
const zone = z
  .string()
  .refine(isKnownZone, 'expected an IANA time zone such as "Europe/Berlin", or an offset such as "+01:00"')

/** A secret: the value itself, or `env:NAME` to read it from the environment when the station starts. */
const secret = z.string().min(1)

const rules = z.strictObject({
  /** The same card at this station within this time is answered "already counted". */
  repeatGuardSeconds: z.int().min(0).max(3600).default(30),
  /** How long a tap can be undone by whoever made it. */
  undoSeconds: z.int().min(0).max(300).default(10),
  /** An open period older than this is a missed clock-out. */
  longestShiftHours: z.number().positive().max(168).default(16),
  /** How long a result stays on screen. */
  resultSeconds: z.number().min(1).max(60).default(4),
})

const percent = z.number().min(0).max(100)
const pattern = z
  .string()
  .refine(isPattern, { error: 'expected a regular expression', abort: true })
  .refine(
    isBounded,
    'expected a regular expression without a repetition or a choice inside a repetition: it may never end',
  )

/** Paperless Employee, “Stage Authentication Data”; a roster's batches obey the thresholds too. */
const enrolment = z.strictObject({
  /** Shares of a batch's records; one that is exceeded cancels the whole batch. Absent: none. */
  thresholds: z
    .strictObject({
      addedPercent: percent.optional(),
      updatedPercent: percent.optional(),
      errorPercent: percent.optional(),
    })
    .prefault({}),
  /** What a whole value has to look like where validation is asked for. Absent: anything. */
  patterns: z
    .strictObject({
      employeeId: pattern.optional(),
      employeeStatus: pattern.optional(),
      authValue1: pattern.optional(),
      authValue2: pattern.optional(),
      authValue3: pattern.optional(),
    })
    .prefault({}),
})

export const screenThemes = ['auto', 'light', 'dark'] as const

const screen = z.strictObject({
  /** For a screen that strangers can see. */
  hideNames: z.boolean().default(false),
  hideHours: z.boolean().default(false),
  isSoundOn: z.boolean().default(true),
  /** Results are read aloud, where the machine has a voice for the language. Whoever stands near hears names and hours. */
  isSpoken: z.boolean().default(false),
  /** `auto`: dark from 20 to 6 o'clock in the station's zone, else as the system wants it (ours). */
  theme: z.enum(screenThemes).default('auto'),
})

/**
 * Against badging for a colleague: a still at every tap that counts, by the camera of the screen. Off: none is taken, and
 * what is there is deleted when the station starts.
 */
const photo = z.strictObject({
  on: z.boolean().default(false),
  /** Then a photo is deleted. */
  keepDays: z.int().min(1).max(365).default(14),
  /** The largest photo; one that cannot be made so small is not taken. */
  maxKilobytes: z.int().min(10).max(200).default(60),
  /** Of all photos together; the oldest go first. */
  maxMegabytes: z.int().min(1).max(100_000).default(500),
})

const upstreamCommon = {
  url: z.url({ protocol: /^https?$/ }),
  /** `reference`: our own central service with its extensions. `vendor`: nothing but what the vendor documents. */
  dialect: z.enum(['reference', 'vendor']).default('reference'),
  batchRows: z.int().min(1).max(5000).optional(),
  batchBytes: z.int().min(1024).max(16_777_216).optional(),
}

/** The clock system's names for a person (Sonoran CMS, “Clock In Out”), in the order of precedence (ours). */
export const clockIdentifiers = ['accId', 'apiId', 'uniqueId', 'discord', 'username'] as const

/** Sonoran CMS, “Clock In Out”. */
const clock = z.strictObject({
  ...upstreamCommon,
  communityId: z.string().min(1),
  key: secret,
  /** Which of a person's identifiers is sent; absent, or where the person has none such: the first there is. */
  identifyBy: z.enum(clockIdentifiers).optional(),
  /** An event older than this goes out only to a service that takes its true time (ours). */
  lateAfterSeconds: z.int().min(1).default(300),
  /** Requests per second and key, dialect `vendor` only (ours: the page names no limit, and the service answers 429). */
  perSecond: z.number().positive().max(100).default(1),
})

/** Paperless Employee, “Stage Authentication Data” and “Authorization”. */
const authData = z
  .strictObject({
    ...upstreamCommon,
    /** A token that was given out, or what asks for one. */
    token: secret.optional(),
    username: z.string().min(1).optional(),
    password: secret.optional(),
    companyUrlSuffix: z.string().min(1).optional(),
    /** Goes along with every request, in the header `Ocp-Apim-Subscription-Key`. */
    subscriptionKey: secret.optional(),
    /** How long a token is used before a new one is asked for (ours: the page does not say how long one is good). */
    tokenMinutes: z.int().min(1).max(1440).default(30),
    /** How a staged batch is processed (ours: the page names the path and no method). */
    processMethod: z.enum(['POST', 'PUT', 'GET']).default('POST'),
    /** Whether the service applies its site's patterns. */
    validate: z.boolean().default(true),
    /** Whether the service takes employees without authentication values; whether this station does was decided before. */
    allowNoAuth: z.boolean().default(true),
    thresholds: z
      .strictObject({ added: percent.optional(), updated: percent.optional(), errors: percent.optional() })
      .prefault({}),
  })
  .refine(
    (settings) => settings.token !== undefined || (settings.username !== undefined && settings.password !== undefined),
    {
      message: 'expected a token, or username and password',
    },
  )

/** BAS-IP, “Create/Update multiple Time Profile items by link_id”. Both dialects say the same. */
const timeProfiles = z.strictObject({
  ...upstreamCommon,
  username: z.string().min(1),
  password: secret,
  /**
   * Which call deletes: `link-delete` is `POST …/access/timeprofile/link/delete`, which the page names; `items-link` is
   * `DELETE …/access/timeprofile/items/link` of “Delete multiple Time Profile items by link_id”. Which of them a device
   * has is its firmware's to say; the default is ours.
   */
  deleteBy: z.enum(['link-delete', 'items-link']).default('link-delete'),
})

/** By what a card check-in names the person: the property of that criterion is sent, and no other. */
export const cardMatches = ['employeeNumber', 'userId', 'email'] as const
/** The three request formats of the page. */
export const cardRequestFormats = ['json', 'xml', 'form'] as const

/** BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”. One check-in a request: `batchRows` are taken together. */
const cards = z.strictObject({
  ...upstreamCommon,
  token: secret,
  /** What stands before the token in `Authorization` (ours: the page names no way of proving who asks). Empty: nothing. */
  tokenScheme: z
    .string()
    .regex(/^[A-Za-z0-9-]{0,32}$/, 'expected letters, digits or "-"')
    .default('Bearer'),
  format: z.enum(cardRequestFormats).default('json'),
  /** Ours. Somebody who has no such identifier is not guessed at by another: the check-in is refused for a person to see. */
  matchBy: z.enum(cardMatches).default('employeeNumber'),
  /** What the answer's `ResultCode` means (ours: the page names no value). Any other code leaves the row in doubt. */
  resultCodes: z
    .strictObject({
      delivered: z.array(z.int()).min(1).default([0, 1]),
      refused: z.array(z.int()).default([2, 3, 4, 5]),
    })
    .prefault({}),
  /** How many requests may be under way at once, of different cards (ours). Default 16; 256 where `dialect` is `reference`. */
  requestsAtOnce: z.int().min(1).max(256).optional(),
})

const presencePolicy = z.enum(['cancel', 'skip'])
const wireName = (name: string) => z.string().min(1).max(100).default(name)

/** The page names the three fields that people are matched by, `data`, and the values; every other name is ours. */
const presenceNames = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/[!-~]*$/, 'expected a path that begins with "/"')
      .default('/ext/v1/presence/dates_only'),
    // Parameters of the request.
    onInvalid: wireName('onInvalid'),
    onConflict: wireName('onConflict'),
    onNoMatch: wireName('onNoMatch'),
    matchBy: wireName('matchBy'),
    dateFormat: wireName('dateFormat'),
    // Fields of an entry.
    date: wireName('date'),
    state: wireName('state'),
    location: wireName('location'),
    // What is answered.
    created: wireName('created'),
    skipped: wireName('skipped'),
    errors: wireName('errors'),
    index: wireName('index'),
    reason: wireName('reason'),
    message: wireName('message'),
    /** The reason of an entry whose occupant has one for that date already. */
    conflict: wireName('conflict'),
  })
  .refine(
    ({ onInvalid, onConflict, onNoMatch, matchBy, dateFormat }) =>
      new Set([onInvalid, onConflict, onNoMatch, matchBy, dateFormat, 'data']).size === 6,
    { message: 'expected each parameter to have a name of its own, and none to be "data"' },
  )
  .refine(({ date, state, location }) => new Set([date, state, location, 'email', 'employeeID', 'userID']).size === 6, {
    message: 'expected each field to have a name of its own, and none to be "email", "employeeID" or "userID"',
  })

/** Maptician, “Set Multiple Maptician Presence Entries (date only)”. */
const presence = z.strictObject({
  ...upstreamCommon,
  /** The whole value of the header `Authorization`; that it is the bare token is ours. */
  token: secret,
  matchBy: z.enum(['email', 'employeeID', 'userID']).default('email'),
  /** A Unix timestamp is noon of the date in the station's zone (ours), so that neighbouring zones read the same date. */
  dateFormat: z.enum(['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm']).default('iso'),
  /**
   * What becomes of a batch for an entry that cannot be taken. Absent (ours): `skip` in dialect `reference`; in dialect
   * `vendor` the page's default, `cancel`, after which a success can only mean that every entry was created.
   */
  onInvalid: presencePolicy.optional(),
  onConflict: presencePolicy.optional(),
  onNoMatch: presencePolicy.optional(),
  names: presenceNames.prefault({}),
})

/**
 * What is taken from a reference service (ours: no vendor has it). What was pulled is never told to an upstream. Absent: off.
 */
const pull = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  token: secret,
  people: z.boolean().default(true),
  timeProfiles: z.boolean().default(true),
  /** Punches of other stations, so that whoever came in at one door can leave by another. */
  clock: z.boolean().default(true),
  everySeconds: z.number().min(1).max(86_400).default(30),
  thresholds: z
    .strictObject({
      /** Share of the station's active people whom one answer may make inactive or take away. */
      leavingPercent: percent.default(20),
    })
    .prefault({}),
})

export const stationSettings = z.strictObject({
  /** Where an editor finds the schema that `npm run schema` writes; the station does not read it. */
  $schema: z.string().optional(),
  station: z.strictObject({
    id: readerIdentifier,
    zone,
    name: z.string().min(1).optional(),
    location: z.string().min(1).default('HQ'),
    languages: z.array(z.enum(languages)).min(1).default(['en']),
    /** The card system (BluB0X BluSKY: CardACSystemId, a GUID) that a card belongs to where nobody has said. */
    cardSystemId: z.guid().toLowerCase().optional(),
  }),
  readers: z
    .array(readerSettings)
    .default([])
    .refine((readers) => new Set(readers.map((reader) => reader.id)).size === readers.length, {
      message: 'expected every reader to have an id of its own',
    })
    .refine((readers) => readers.every(({ device, window }) => device === undefined || window === undefined), {
      message: 'expected a reader to have "device" or "window": what is read from the device is not typed',
    })
    .refine(hasDifferentPrefixes, {
      message: 'expected readers that type into the window to have different prefixes: nothing else tells them apart',
    }),
  readerDriver: z.enum(readerDrivers).default('hidraw'),
  rules: rules.prefault({}),
  screen: screen.prefault({}),
  photo: photo.prefault({}),
  enrolment: enrolment.prefault({}),
  pull: pull.optional(),
  upstreams: z
    .strictObject({
      clock: clock.optional(),
      presence: presence.optional(),
      authData: authData.optional(),
      timeProfiles: timeProfiles.optional(),
      cards: cards.optional(),
    })
    .prefault({}),
})

export type StationSettings = z.output<typeof stationSettings>
export type PhotoSettings = z.output<typeof photo>
export type PullSettings = z.output<typeof pull>
export type ClockSettings = z.output<typeof clock>
export type TimeProfileSettings = z.output<typeof timeProfiles>
export type CardsSettings = z.output<typeof cards>
export type PresenceSettings = z.output<typeof presence>
export type AuthDataSettings = z.output<typeof authData>
export type ClockIdentifier = (typeof clockIdentifiers)[number]

function hasDifferentPrefixes(readers: readonly ReaderSettings[]): boolean {
  const prefixes = readers.flatMap(({ window }) => (window === undefined ? [] : [window.prefix]))
  return new Set(prefixes).size === prefixes.length
}

/** Whether `text` is a regular expression. */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

/** Whether `name` is a time zone to this machine, such as `Europe/Berlin`, or an offset in full, such as `+01:00`. */
export function isKnownZone(name: string): boolean {
  try {
    // It also takes a whole date that ends in such a name, hence the comparison. `Intl` would load the words of a language.
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return timeZoneId.toLowerCase() === name.toLowerCase()
  } catch {
    return false
  }
}
