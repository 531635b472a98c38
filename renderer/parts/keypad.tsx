import { Delete } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'

/** Ten digits and a way back, for a finger; whoever has a keyboard types into the field above it. */
export function Keypad({ onDigit, onBack }: { onDigit: (digit: string) => void; onBack: () => void }) {
  const { t } = useTranslation()
  return (
    // Digits stand left to right in every language.
    <div className="keypad" dir="ltr">
      {[...'123456789'].map((digit) => (
        <Key key={digit} digit={digit} onDigit={onDigit} />
      ))}
      <span aria-hidden="true" />
      <Key digit="0" onDigit={onDigit} />
      <Button className="key" aria-label={t('keypad.back')} excludeFromTabOrder preventFocusOnPress onPress={onBack}>
        <Delete aria-hidden="true" />
      </Button>
    </div>
  )
}

function Key({ digit, onDigit }: { digit: string; onDigit: (digit: string) => void }) {
  return (
    <Button className="key" excludeFromTabOrder preventFocusOnPress onPress={() => onDigit(digit)}>
      {digit}
    </Button>
  )
}
