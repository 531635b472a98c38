/** What a screen with a camera tells its station; only where the setting `photo` is on. See `console-photo-calls.ts`. */
import { z } from 'zod'

const role = 'screen' as const

/** How a screen's camera is. */
export const cameraStates = [
  'ready',
  /** The browser, the shell or the system does not let the page have it. */
  'denied',
  /** None is plugged in. */
  'absent',
  /** It is there and cannot be opened, such as when another program has it. */
  'failed',
  /** It was asked, or opened, and does not answer. */
  'silent',
] as const

/** Base64 of the largest photo that `photo.maxKilobytes` allows. */
const longestPhoto = Math.ceil(200_000 / 3) * 4

export const photoCalls = {
  /** A still of a tap that counted, of the last seconds and of this station; of several the first is kept. */
  keepPhoto: {
    role,
    request: z.strictObject({
      eventId: z.string().max(100),
      /** In base64. */
      jpeg: z.string().max(longestPhoto),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('kept') }),
      z.object({
        type: z.literal('not-kept'),
        why: z.enum(['off', 'no-tap', 'kept-already', 'not-a-jpeg', 'too-large', 'disk-full', 'not-stored']),
      }),
    ]),
  },
  /** Whenever it changes; it is kept as long as the screen is there. */
  tellCamera: {
    role,
    request: z.strictObject({ state: z.enum(cameraStates) }),
    answer: z.object({ type: z.literal('noted') }),
  },
} as const
