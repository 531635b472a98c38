/** Sends a file to the station in pieces, each read when its turn comes: the whole of it is never in memory. */
import type { Refused } from '../../core/contract/refused.ts'
import type { Call } from '../station-client.ts'

/** As the contract takes them. */
const pieceBytes = 256 * 1024

export type Sent = { type: 'sent'; upload: string } | Refused | { type: 'failed' }

/** @param isStopped Looked at between pieces: true gives the file up. */
export async function sendFile(
  call: Call,
  file: File,
  onBytes: (done: number) => void,
  isStopped: () => boolean,
): Promise<Sent> {
  const begun = await call('beginUpload', { name: file.name.slice(-255), bytes: file.size })
  if (begun.type === 'refused') return begun
  if (begun.type !== 'begun') return { type: 'failed' }
  const { upload } = begun
  for (let fromByte = 0; fromByte < file.size; fromByte += pieceBytes) {
    const base64 = isStopped() ? null : await readBase64(file.slice(fromByte, fromByte + pieceBytes))
    const answer = base64 === null ? null : await call('sendPiece', { upload, fromByte, base64 })
    if (answer?.type !== 'received') {
      void call('cancelUpload', { upload })
      return answer?.type === 'refused' ? answer : { type: 'failed' }
    }
    onBytes(answer.bytes)
  }
  return { type: 'sent', upload }
}

/** Null: it cannot be read, such as a file that was changed or taken away since it was chosen. */
function readBase64(piece: Blob): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => resolve(null)
    reader.readAsDataURL(piece)
  })
}
