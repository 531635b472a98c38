/** Out of order, in every language of the screens: the one of this machine large, the others below it. */
const wordsByLanguage = {
  en: ['Out of order', 'This station is starting again. Every confirmed tap is safe.'],
  de: ['Außer Betrieb', 'Diese Station startet neu. Jede bestätigte Buchung ist sicher.'],
  es: ['Fuera de servicio', 'Esta estación se está reiniciando. Todo fichaje confirmado está a salvo.'],
  fr: ['Hors service', 'Cette borne redémarre. Tout badgeage confirmé est conservé.'],
  ar: ['خارج الخدمة', 'تتم إعادة تشغيل هذه المحطة. كل تسجيل مؤكد محفوظ.'],
  zh: ['暂停服务', '本设备正在重新启动。已确认的打卡均已保存。'],
}

const preferred = navigator.languages.map((language) => language.slice(0, 2)).find((code) => code in wordsByLanguage)
const main = preferred ?? 'en'
const [title, words] = wordsByLanguage[main]

document.title = title
document.documentElement.lang = main
document.documentElement.dir = main === 'ar' ? 'rtl' : 'ltr'
document.getElementById('title').textContent = title
document.getElementById('words').textContent = words
for (const [language, [otherTitle, otherWords]] of Object.entries(wordsByLanguage)) {
  if (language === main) continue
  const item = document.createElement('li')
  item.lang = language
  item.dir = language === 'ar' ? 'rtl' : 'ltr'
  item.textContent = `${otherTitle} · ${otherWords}`
  document.getElementById('others').append(item)
}

const parameters = new URLSearchParams(location.search)
const why = parameters.get('why')
if (why) {
  // The station's own sentence, for whoever comes to mend it; as text, never as markup.
  document.getElementById('why').textContent = why
  document.getElementById('why').hidden = false
}

const retryAtMs = Number(parameters.get('retryAt'))
if (retryAtMs > 0) {
  const countDown = () => {
    const left = Math.max(0, Math.ceil((retryAtMs - Date.now()) / 1000))
    document.getElementById('countdown').textContent = left > 0 ? String(left) : '…'
  }
  countDown()
  setInterval(countDown, 250)
}
