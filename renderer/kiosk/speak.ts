/** A result read aloud, for whoever cannot see the screen and has no screen reader beside it. */

/** In the words of the result itself, so that what is hidden there is not said here. Silent without a voice for the language. */
export function speak(text: string, language: string): void {
  const voice = findVoice(language)
  // What was said of the last person is over when the next one stands there.
  globalThis.speechSynthesis?.cancel()
  if (voice === undefined) return
  const saying = new SpeechSynthesisUtterance(text)
  saying.lang = voice.lang
  globalThis.speechSynthesis.speak(saying)
}

/** A browser finds its voices some time after it was first asked. */
export function prepareVoices(): void {
  globalThis.speechSynthesis?.getVoices()
}

function findVoice(language: string): SpeechSynthesisVoice | undefined {
  const voices: SpeechSynthesisVoice[] = globalThis.speechSynthesis?.getVoices() ?? []
  const isOf = ({ lang }: SpeechSynthesisVoice): boolean =>
    lang === language || lang.startsWith(`${language}-`) || lang.startsWith(`${language}_`)
  // One on this machine speaks at once, and without a network.
  return voices.find((voice) => isOf(voice) && voice.localService) ?? voices.find(isOf)
}
