import './without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { captureKeys } from './keyboard/capture-keys.ts'
import { Faulty } from './kiosk/faulty.tsx'
import { KioskContext } from './kiosk/kiosk-context.ts'
import { KioskScreen } from './kiosk/kiosk-screen.tsx'
import { createKiosk } from './kiosk/kiosk-state.ts'
import { prepareVoices } from './kiosk/speak.ts'
import { screenLanguages } from './language.ts'
import { createPortLink } from './link/port-link.ts'
import { createSocketLink } from './link/socket-link.ts'
import { FaultGuard } from './parts/fault-guard.tsx'
import './styles/tokens.css'
import './styles/letters.css'
import './styles/base.css'
import './styles/kiosk.css'
import './styles/result.css'
import './styles/small-window.css'
// Last: what somebody asked for goes before what we chose.
import './styles/more-contrast.css'

/** The first picture has its letters: a line that changes its width when the font arrives looks broken. */
async function loadFont(): Promise<void> {
  const family = '"Hanken Grotesk Variable"'
  const late = new Promise((resolve) => setTimeout(resolve, 1500))
  await Promise.race([
    late,
    Promise.all([document.fonts.load(`400 1em ${family}`), document.fonts.load(`700 1em ${family}`)]),
  ])
}

/** A station's web server answers on this machine alone; any other host is the desktop shell's own. */
function isLoopbackDoor(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost'
}

// Made before anything is awaited: the desktop shell hands its port over once, when the page has loaded.
const link = isLoopbackDoor(location.hostname)
  ? createSocketLink(location.origin, location.hash.slice(1))
  : createPortLink(window)
const kiosk = createKiosk(link, screenLanguages)
const keys = captureKeys(window, kiosk.presentKeys)
kiosk.store.subscribe(({ station, setup }) => keys.configure((station ?? setup)?.windowReaders ?? []))
let isTakingPhotos = false
kiosk.store.subscribe(({ station }, before) => {
  if (isTakingPhotos || !station?.photo || station === before.station) return
  isTakingPhotos = true
  import('./photo/take-photos.ts').then(
    ({ takePhotos }) => takePhotos(kiosk),
    () => {
      // Taps go as ever, and a supervisor is told. Loaded again with the station's next word of itself.
      isTakingPhotos = false
      void kiosk.call('tellCamera', { state: 'failed' })
    },
  )
})
prepareVoices()
// A finger that rests on the screen is no wish for a menu.
window.addEventListener('contextmenu', (event) => event.preventDefault())
await loadFont()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <KioskContext value={kiosk}>
        <FaultGuard instead={<Faulty />}>
          <KioskScreen />
        </FaultGuard>
      </KioskContext>
    </StrictMode>,
  )
}
