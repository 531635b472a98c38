import type { BadgeNumber } from '../badge/badge-number.ts'
import { serialToNumber } from '../badge/chip-serial.ts'

/** The numbers under which a card may be stored, and whether a stored one, with its facility code, is the card. */
export type StoredAs = {
  numbers: readonly number[]
  isMeant: (internalNumber: number, facilityCode: number | null) => boolean
}

const half = 0x1_0000

/**
 * How a card that reads so may be stored. An EM4100 number is one number without a facility code, and stored so; where a
 * roster names no format, its facility code and card number may have meant the two halves. A serial of four bytes may be stored as a
 * number. What is stored as a serial is found by that.
 */
export function storedAs(number: BadgeNumber): StoredAs {
  const { format, facilityCode, cardNumber, serial } = number
  if (format === 'csn' && cardNumber === null) {
    const whole = serial === null ? null : serialToNumber(serial)
    return whole === null
      ? nothing
      : { numbers: [whole], isMeant: (stored, facility) => stored === whole && facility === null }
  }
  if (cardNumber === null) return nothing
  if (format !== 'em4100') {
    return {
      numbers: [cardNumber],
      isMeant: (stored, facility) =>
        stored === cardNumber && (facility === facilityCode || facility === null || facilityCode === null),
    }
  }
  if (facilityCode === null || cardNumber >= half) return wholeEm4100(cardNumber)
  return facilityCode > 0xff ? wholeEm4100(facilityCode * half + cardNumber) : lowEm4100(facilityCode, cardNumber)
}

const nothing: StoredAs = { numbers: [], isMeant: () => false }

function wholeEm4100(whole: number): StoredAs {
  const [upper, lower] = [Math.floor(whole / half), whole % half]
  return {
    numbers: [whole, lower],
    // A facility code beside the whole number is at least its upper half: 118/1603 is not the card 0000001603. Beside the
    // lower half stands the upper one, or, as many cards are printed, its last eight bits.
    isMeant: (stored, facility) =>
      (stored === whole && (facility === null || facility === upper)) ||
      (stored === lower && (facility === upper || facility === upper % 0x100)),
  }
}

/** Of a number of which 24 bits are known the other eight may be anything. */
function lowEm4100(facilityCode: number, cardNumber: number): StoredAs {
  const low = facilityCode * half + cardNumber
  const wholes = Array.from({ length: 256 }, (_, upper) => upper * 0x100_0000 + low)
  return {
    numbers: [...wholes, cardNumber],
    isMeant: (stored, facility) =>
      (stored % 0x100_0000 === low && (facility === null || facility === Math.floor(stored / half))) ||
      (stored === cardNumber && facility !== null && facility % 0x100 === facilityCode),
  }
}
