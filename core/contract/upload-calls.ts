/**
 * A file comes from a screen in pieces: begun, sent piece by piece in order, and used once. Each belongs to the window that
 * began it. It lies in the data folder, for its owner alone, and is gone when it was used, given up, or left alone.
 */
import { z } from 'zod'
import { refused } from './refused.ts'

const role = 'supervisor' as const

export const uploadId = z.uuid()

/** Bytes of a piece: as base64 they fit into what a door reads at once. */
export const longestPieceBytes = 256 * 1024

export const uploadCalls = {
  beginUpload: {
    role,
    request: z.strictObject({
      /** Of the file, as the screen knows it; only ever shown. */
      name: z.string().min(1).max(255),
      bytes: z.int().min(0),
    }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('begun'), upload: uploadId }), refused]),
  },
  /** `fromByte`: how many came before; a piece that does not follow is refused. */
  sendPiece: {
    role,
    request: z.strictObject({
      upload: uploadId,
      fromByte: z.int().min(0),
      base64: z.base64().max(Math.ceil(longestPieceBytes / 3) * 4),
    }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('received'), bytes: z.int() }), refused]),
  },
  cancelUpload: {
    role,
    request: z.strictObject({ upload: uploadId }),
    answer: z.object({ type: z.literal('cancelled') }),
  },
} as const
