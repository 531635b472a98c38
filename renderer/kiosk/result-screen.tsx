import { Undo2 } from 'lucide-react'
import { type CSSProperties, useEffect } from 'react'
import { Button } from 'react-aria-components/Button'
import { i18n } from '../language.ts'
import { DoorGlyph } from '../parts/door-glyph.tsx'
import type { Result } from './describe-result.ts'
import { useKiosk, useKioskState } from './kiosk-context.ts'
import type { Shown } from './kiosk-state.ts'
import { playTone } from './play-tone.ts'

/** One outcome by colour, picture, words and sound at once. Mounted anew for every result. */
export function ResultScreen({ shown, result, language }: { shown: Shown; result: Result; language: string }) {
  const isSoundOn = useKioskState((state) => state.station?.screen.isSoundOn ?? false)
  const { tone, word, who, note, cardNumber, figures } = result
  useEffect(() => {
    if (isSoundOn) playTone(tone)
  }, [isSoundOn, tone])

  return (
    <section className="result" data-tone={tone} lang={language}>
      <div className="result-picture">
        <DoorGlyph tone={tone} />
      </div>
      <div className="result-words">
        <h1 className="result-word" data-length={lengthOf(word, 4, 8)} style={fitStyle(word)}>
          {word}
        </h1>
        {who && (
          <p className="result-who" data-length={lengthOf(who, 12, 22)}>
            {who}
          </p>
        )}
        {note && <p className="result-note">{note}</p>}
        {cardNumber && <p className="result-card">{cardNumber}</p>}
      </div>
      <div className={figures.length > 0 ? 'result-foot is-filled' : 'result-foot'}>
        {figures.length > 0 && (
          <dl className="figures">
            {figures.map(({ key, label, value }) => (
              <div key={key} className="figure">
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <UndoShown shown={shown} language={language} />
      </div>
    </section>
  )
}

function UndoShown({ shown, language }: { shown: Shown; language: string }) {
  const kiosk = useKiosk()
  if (shown.type !== 'decision' || shown.undo === 'none') return null
  const t = i18n.getFixedT(language)
  if (shown.undo !== 'offered' && shown.undo !== 'asking') {
    return (
      <p className="result-undo-failed" role="status">
        {t(`undo.not-undone.${shown.undo}`)}
      </p>
    )
  }
  return (
    <Button className="button is-on-colour" isPending={shown.undo === 'asking'} onPress={kiosk.undoShown}>
      <Undo2 aria-hidden="true" />
      {shown.undo === 'asking' ? t('undo.asking') : t('undo.button')}
    </Button>
  )
}

/** Two letters fill the screen, twenty must fit on it. */
function lengthOf(text: string, shortest: number, middling: number): 'short' | 'medium' | 'long' {
  if (text.length <= shortest) return 'short'
  return text.length <= middling ? 'medium' : 'long'
}

/** For the style sheet to make the longest word as wide as there is room, whatever language it is in. */
function fitStyle(text: string): CSSProperties {
  return { '--letters': Math.max(...text.split(' ').map((word) => word.length)) } as CSSProperties
}
