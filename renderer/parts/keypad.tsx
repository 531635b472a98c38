import { Delete } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'

const digits = [...'123456789']
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ-._/']

/**
 * Ten digits and a way back, for a finger; whoever has a keyboard types into the field above it. `letters`: where a number may
 * hold some, as employee numbers do.
 */
export function Keypad(props: {
  onKey: (character: string) => void
  onBack: () => void
  letters?: { isShown: boolean; onToggle: () => void } | undefined
}) {
  const { onKey, onBack, letters: choice } = props
  const areLetters = choice?.isShown ?? false
  return (
    // Digits stand left to right in every language.
    <div className={areLetters ? 'keypad is-letters' : 'keypad'} dir="ltr">
      {(areLetters ? letters : digits).map((character) => (
        <Key key={character} character={character} onKey={onKey} />
      ))}
      {choice ? <LetterKey {...choice} /> : <span aria-hidden="true" />}
      {!areLetters && <Key character="0" onKey={onKey} />}
      <BackKey onBack={onBack} />
    </div>
  )
}

function Key({ character, onKey }: { character: string; onKey: (character: string) => void }) {
  return (
    <Button className="key" excludeFromTabOrder preventFocusOnPress onPress={() => onKey(character)}>
      {character}
    </Button>
  )
}

function BackKey({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <Button className="key" aria-label={t('keypad.back')} excludeFromTabOrder preventFocusOnPress onPress={onBack}>
      <Delete aria-hidden="true" />
    </Button>
  )
}

function LetterKey({ isShown, onToggle }: { isShown: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  return (
    <Button
      className="key is-word"
      // What is seen on it is part of its name: whoever speaks to the screen says what they see.
      aria-label={isShown ? `123, ${t('keypad.digits')}` : `ABC, ${t('keypad.letters')}`}
      excludeFromTabOrder
      preventFocusOnPress
      onPress={onToggle}
    >
      <span aria-hidden="true">{isShown ? '123' : 'ABC'}</span>
    </Button>
  )
}
