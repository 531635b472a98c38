/** `session` and `protocol` of the stand-in: they keep what the shell sets, and the page's stand-in obeys it. */
import { KnownEvents, knowOnly, strict } from './strict.ts'

type Decide<T> = (answer: T) => void
type BeforeRequest = (request: { url: string }, decide: Decide<{ cancel?: boolean }>) => void

type PermissionDetails = { requestingUrl: string; isMainFrame: boolean; mediaTypes?: string[] }
type CheckDetails = { requestingUrl?: string; isMainFrame: boolean; mediaType?: string }

/** What the shell has set; `null` is Electron's default, which for permissions is "granted". */
export const kept = {
  permissionRequest: null as
    | ((contents: object, permission: string, decide: Decide<boolean>, details: PermissionDetails) => void)
    | null,
  permissionCheck: null as
    | ((contents: object | null, permission: string, origin: string, details: CheckDetails) => boolean)
    | null,
  devicePermission: null as ((details: object) => boolean) | null,
  displayMedia: null as ((request: object, decide: Decide<object | null>) => void) | null,
  beforeRequest: null as BeforeRequest | null,
  handlersByScheme: new Map<string, (request: Request) => Promise<Response>>(),
  privilegesByScheme: new Map<string, Record<string, boolean>>(),
  isReady: false,
}

export const sessionEvents = new KnownEvents('Session', [
  'select-hid-device',
  'select-usb-device',
  'select-serial-port',
  'will-download',
])

const webRequest = strict('WebRequest', {
  onBeforeRequest: (listener: BeforeRequest) => {
    kept.beforeRequest = listener
  },
})

export const defaultSession = strict(
  'Session',
  Object.assign(sessionEvents, {
    webRequest,
    setPermissionRequestHandler: (handler: typeof kept.permissionRequest) => {
      kept.permissionRequest = handler
    },
    setPermissionCheckHandler: (handler: typeof kept.permissionCheck) => {
      kept.permissionCheck = handler
    },
    setDevicePermissionHandler: (handler: typeof kept.devicePermission) => {
      kept.devicePermission = handler
    },
    setDisplayMediaRequestHandler: (handler: typeof kept.displayMedia) => {
      kept.displayMedia = handler
    },
  }),
)

export const session = strict('session', { defaultSession })

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (schemes: { scheme: string; privileges: Record<string, boolean> }[]) => {
    if (kept.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) {
      knowOnly('privileges', privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache'])
      kept.privilegesByScheme.set(scheme, privileges)
    }
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
    if (!kept.isReady) throw new Error('protocol.handle can only be used after app is ready')
    kept.handlersByScheme.set(scheme, handler)
  },
})

/** Whether the shell lets a request of a page through. */
export function isRequestAllowed(url: string): Promise<boolean> {
  const { beforeRequest } = kept
  if (beforeRequest === null) return Promise.resolve(true)
  return new Promise((resolve) => beforeRequest({ url }, ({ cancel }) => resolve(cancel !== true)))
}

/** Whether the shell would grant its own page a permission. `kind`: of `media`, as Electron names it. */
export function isPermissionGranted(contents: object, permission: string, kind?: 'video' | 'audio'): boolean {
  const page = { requestingUrl: 'app://foyer/', isMainFrame: true }
  const looked = { ...page, ...(kind && { mediaType: kind }) }
  if (kept.permissionCheck && !kept.permissionCheck(contents, permission, 'app://foyer/', looked)) return false
  if (kept.permissionRequest === null) return true
  let isGranted = false
  const decide = (answer: boolean): void => {
    isGranted = answer
  }
  kept.permissionRequest(contents, permission, decide, { ...page, ...(kind && { mediaTypes: [kind] }) })
  return isGranted
}
