import { type CSSProperties, useEffect } from 'react'
import { directionOf } from '../language.ts'
import { DoorGlyph } from '../parts/door-glyph.tsx'
import type { Result } from './describe-result.ts'
import { useKioskState } from './kiosk-context.ts'
import type { Shown } from './kiosk-state.ts'
import { playTone } from './play-tone.ts'
import { ResultActions } from './result-actions.tsx'
import { speak } from './speak.ts'

/** A greeting with more letters than that takes room from the word above it. */
const longestBesideWord = 44

/** One outcome by colour, picture, words and sound at once. Mounted anew for every result. */
export function ResultScreen({ shown, result, language }: { shown: Shown; result: Result; language: string }) {
  const isSoundOn = useKioskState((state) => state.station?.screen.isSoundOn ?? false)
  const isSpoken = useKioskState((state) => state.station?.screen.isSpoken ?? false)
  const { tone, word, who, note, cardNumber, figures, announcement } = result
  useEffect(() => {
    if (isSoundOn) playTone(tone)
  }, [isSoundOn, tone])
  useEffect(() => {
    if (isSpoken) speak(announcement, language)
  }, [isSpoken, announcement, language])

  return (
    <section
      className={who !== null && countLetters(who) > longestBesideWord ? 'result is-long' : 'result'}
      data-tone={tone}
      lang={language}
      dir={directionOf(language)}
    >
      <div className="result-picture">
        <DoorGlyph tone={tone} />
      </div>
      <div className="result-words">
        <h1 className="result-word" data-length={lengthOf(word, 4, 8)} style={fitStyle(word)}>
          {word}
        </h1>
        {who && (
          <p className="result-who" data-length={lengthOf(who, 12, 22)} style={areaStyle(who)}>
            {who}
          </p>
        )}
        {note && <p className="result-note">{note}</p>}
        {cardNumber && (
          <p className="result-card">
            <bdi dir="ltr">{cardNumber}</bdi>
          </p>
        )}
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
        <ResultActions shown={shown} language={language} />
      </div>
    </section>
  )
}

/** Two letters fill the screen, twenty must fit on it. */
function lengthOf(text: string, shortest: number, middling: number): 'short' | 'medium' | 'long' {
  const letters = countLetters(text)
  if (letters <= shortest) return 'short'
  return letters <= middling ? 'medium' : 'long'
}

/** In letters as wide as most of ours; a Chinese one is a square, and an m has three legs. */
function countLetters(text: string): number {
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0)
}

function widthOf(letter: string): number {
  if (/\p{Script=Han}|[\u3000-\u303f\uff00-\uffef]/u.test(letter)) return 1.7
  return /[mwMW]/.test(letter) ? 1.5 : 1
}

/** For the style sheet to make the longest word as wide as there is room, and all of them as high, whatever language it is in. */
function fitStyle(text: string): CSSProperties {
  const words = text.split(' ')
  return { '--letters': Math.max(...words.map(countLetters)), '--words': words.length } as CSSProperties
}

/** The room that a text takes grows with its letters and with the square of their size: so it takes no more than it is given. */
function areaStyle(text: string): CSSProperties {
  return { '--letters-root': Math.sqrt(countLetters(text)) } as CSSProperties
}
