/** Card check-ins: a few cards that pass from hand to hand, so that a check-in that came twice or late would show. */
import { append, compare, type Deed, type Ends, type OrdealKind, readTold, type Sequences } from '../ordeal-kind.ts'

const cardNumbers = Array.from({ length: 10 }, (_, index) => 60_001 + index)

async function act(deed: Deed): Promise<void> {
  const cardNumber = deed.random.pick(cardNumbers)
  const employeeNumber = deed.random.pick(deed.people)
  const request = { MatchUserByEmployeeNumber: employeeNumber, NewCardInternalCardNumber: cardNumber }
  const answer = (await deed.call('checkInCard', { request })) as { result?: { ResultCode: number } } | null
  if (answer?.result?.ResultCode === 0) deed.remember('cards', `${cardNumber} ${employeeNumber}`)
}

function judge({ station, central, answered }: Ends) {
  const rows = readTold(station, 'cards')
  const made = station
    .prepare<{ cardNumber: number; employeeNumber: string }>(
      `SELECT content ->> '$.InternalCardNumber' AS cardNumber, subject AS employeeNumber FROM audit
       WHERE action = 'card.check-in' AND content ->> '$.ResultCode' = 0 ORDER BY sequence`,
    )
    .all()
  const left = made.map(({ cardNumber, employeeNumber }) => `${cardNumber} ${employeeNumber}`)
  const untold = answered.filter((what) => {
    const index = left.indexOf(what)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
  const expected: Sequences = new Map()
  for (const { state, payload, employeeNumber } of rows) {
    if (state !== 'delivered') continue
    const cardNumber = String(payload.NewCardInternalCardNumber)
    // Who had the card before somebody that the service refused has it there still.
    if (expected.get(cardNumber)?.at(-1) === employeeNumber) continue
    append(expected, cardNumber, employeeNumber ?? '')
  }
  const actual: Sequences = new Map()
  const heard = central
    .prepare<{ cardNumber: number; employeeNumber: string }>(
      `SELECT internal_number AS cardNumber, employee_number AS employeeNumber
       FROM card_check_in JOIN card ON card.id = card_id JOIN person ON person.id = person_id ORDER BY sequence`,
    )
    .all()
  for (const { cardNumber, employeeNumber } of heard) append(actual, String(cardNumber), employeeNumber)
  const verdict = compare(rows, expected, actual, untold)
  if (made.length !== rows.length) {
    verdict.lost += Math.abs(made.length - rows.length)
    verdict.faults.push(`lost at the station: ${made.length} check-ins and ${rows.length} rows`)
  }
  return verdict
}

export const cardsKind: OrdealKind = {
  upstream: 'cards',
  settings: (url, token) => ({ url, token }),
  weight: 10,
  act,
  judge,
}
