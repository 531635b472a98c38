/** `webContents` of the stand-in: one real page of Chromium, led through the DevTools protocol. */
import { fromChromium, pageOrigin, toChromium } from './addresses.ts'
import { DevTools, type Params } from './cdp.ts'
import { startChromium } from './chromium.ts'
import { type PortEnd, takeEnd, toJson } from './ports.ts'
import {
  bindingName,
  type FromPage,
  isolatedWorld,
  openingName,
  preloadScript,
  windowOpenScript,
} from './preload-world.ts'
import { isPermissionGranted, isRequestAllowed, kept, sessionEvents } from './session.ts'
import { KnownEvents, makeEvent, strict, tellTest } from './strict.ts'

/** Chromium's name of a permission, and Electron's, with the kind where it has one. */
const permissions = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media', 'video'],
  ['microphone', 'media', 'audio'],
  ['clipboard-read', 'clipboard-read'],
  ['midi', 'midi'],
] as const

type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

export class StandInContents {
  readonly events = new KnownEvents('webContents', [
    'did-start-navigation',
    'did-finish-load',
    'did-fail-load',
    'will-frame-navigate',
    'will-redirect',
    'will-attach-webview',
    'render-process-gone',
    'unresponsive',
    'select-bluetooth-device',
  ])
  readonly face: object
  readonly #opened: Promise<{ devTools: DevTools; sessionId: string }>
  readonly #ends = new Map<string, PortEnd>()
  readonly #loads: string[] = []
  readonly #sentListeners = new Map<string, () => void>()
  #devTools: DevTools | null = null
  #sessionId = ''
  #targetId = ''
  #isolatedContext: number | null = null
  #url = 'about:blank'
  #isErrorPage = false
  #lastPort = 0
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' })
  #settleLoad: { resolve: () => void; reject: (error: Error) => void } | null = null

  constructor(preload: string, profileDir: string) {
    this.face = strict(
      'webContents',
      Object.assign(this.events, {
        loadURL: (url: string) => this.#load(url),
        getURL: () => this.#url,
        postMessage: (channel: string, message: unknown, transfer: object[] = []) =>
          this.#postMessage(channel, message, transfer),
        setWindowOpenHandler: (handler: WindowOpenHandler) => {
          this.#windowOpenHandler = handler
        },
        ipc: strict('ipc', {
          on: (channel: string, listener: () => void) => this.#sentListeners.set(channel, listener),
        }),
        print: (options: object, done: (isPrinted: boolean, why: string) => void) => {
          tellTest('print', options)
          done(true, '')
        },
        forcefullyCrashRenderer: () => void this.#killRenderer(),
      }),
    )
    this.#opened = this.#open(preload, profileDir)
  }

  async #open(preload: string, profileDir: string): Promise<{ devTools: DevTools; sessionId: string }> {
    const { endpoint } = await startChromium(profileDir)
    const devTools = await DevTools.connect(endpoint)
    this.#devTools = devTools
    const { targetInfos } = (await devTools.send('Target.getTargets')) as { targetInfos: Params[] }
    this.#targetId = String(targetInfos.find((target) => target.type === 'page')?.targetId)
    const attached = await devTools.send('Target.attachToTarget', { targetId: this.#targetId, flatten: true })
    this.#sessionId = String(attached.sessionId)
    this.#listen(devTools)
    const enable = (method: string, params: Params = {}) => devTools.send(method, params, this.#sessionId)
    await devTools.send('Target.setDiscoverTargets', { discover: true })
    await devTools.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true })
    await enable('Page.enable')
    await enable('Runtime.enable')
    await enable('Inspector.enable')
    await enable('Runtime.addBinding', { name: bindingName, executionContextName: isolatedWorld })
    await enable('Page.addScriptToEvaluateOnNewDocument', { source: preloadScript(preload), worldName: isolatedWorld })
    await enable('Runtime.addBinding', { name: openingName })
    await enable('Page.addScriptToEvaluateOnNewDocument', { source: windowOpenScript })
    await enable('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    await this.#applyPermissions(devTools)
    this.#watchForHangs(devTools)
    tellTest('chromium', { endpoint })
    return { devTools, sessionId: this.#sessionId }
  }

  #listen(devTools: DevTools): void {
    const on = (method: string, listener: (params: Params) => void): void => {
      devTools.on(method, (params: Params, sessionId?: string) => {
        if (sessionId === undefined || sessionId === this.#sessionId) listener(params)
      })
    }
    on('Fetch.requestPaused', (params) => void this.#answerRequest(devTools, params))
    on('Page.frameStartedNavigating', (params) => {
      if (params.frameId !== this.#targetId) return
      const isSameDocument = /sameDocument/i.test(String(params.navigationType))
      const url = fromChromium(String(params.url))
      this.events.emit('did-start-navigation', strict('navigation', { url, isSameDocument, isMainFrame: true }))
    })
    on('Page.frameNavigated', (params) => {
      const frame = params.frame as { id: string; url: string; unreachableUrl?: string }
      if (frame.id !== this.#targetId) return
      this.#isErrorPage = frame.unreachableUrl !== undefined
      this.#url = fromChromium(frame.unreachableUrl ?? frame.url)
    })
    on('Page.loadEventFired', () => this.#finishLoad())
    on('Runtime.executionContextCreated', (params) => {
      const context = params.context as { id: number; name: string; auxData?: { frameId?: string } }
      if (context.name === isolatedWorld && context.auxData?.frameId === this.#targetId)
        this.#isolatedContext = context.id
    })
    on('Runtime.executionContextDestroyed', (params) => {
      if (params.executionContextId === this.#isolatedContext) this.#loseDocument()
    })
    on('Runtime.executionContextsCleared', () => this.#loseDocument())
    on('Runtime.bindingCalled', (params) => {
      if (params.name === openingName) this.#judgeNewWindow(String(params.payload))
      else this.#hearPage(JSON.parse(String(params.payload)))
    })
    on('Inspector.targetCrashed', () => {
      this.#loseDocument()
      this.events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    })
    on('Target.targetCreated', (params) => this.#refuseNewWindow(params.targetInfo as Params))
    on('Browser.downloadWillBegin', (params) => {
      const event = makeEvent('will-download', {})
      const item = strict('DownloadItem', {
        getURL: () => fromChromium(String(params.url)),
        getFilename: () => String(params.suggestedFilename),
        setSavePath: () => {},
      })
      sessionEvents.emit('will-download', event, item)
      tellTest('download', { url: params.url, isPrevented: event.isPrevented() })
    })
  }

  async #answerRequest(devTools: DevTools, params: Params): Promise<void> {
    const { requestId, frameId, resourceType } = params
    const request = params.request as { url: string; method: string; headers: Record<string, string> }
    const reply = (method: string, more: Params): Promise<unknown> =>
      // A page that is gone meanwhile wants no answer.
      devTools.send(method, { requestId, ...more }, this.#sessionId).catch(() => {})
    const url = fromChromium(request.url)
    if (resourceType === 'Document' && !this.#isNavigationAllowed(url, frameId === this.#targetId)) {
      return void (await reply('Fetch.failRequest', { errorReason: 'Aborted' }))
    }
    if (!(await isRequestAllowed(url)))
      return void (await reply('Fetch.failRequest', { errorReason: 'BlockedByClient' }))
    const handler = kept.handlersByScheme.get(new URL(url).protocol.slice(0, -1))
    if (handler === undefined) return void (await reply('Fetch.continueRequest', {}))
    const response = await handler(new Request(url, { method: request.method, headers: request.headers }))
    await reply('Fetch.fulfillRequest', {
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    })
  }

  #isNavigationAllowed(url: string, isMainFrame: boolean): boolean {
    const at = this.#loads.indexOf(url)
    if (isMainFrame && at !== -1) {
      this.#loads.splice(at, 1)
      return true
    }
    const event = makeEvent('will-frame-navigate', { url, isMainFrame, isSameDocument: false })
    this.events.emit('will-frame-navigate', event)
    return !event.isPrevented()
  }

  async #load(url: string): Promise<void> {
    const { devTools, sessionId } = await this.#opened
    this.#settleLoad?.reject(new Error(`ERR_ABORTED (-3) loading '${this.#url}'`))
    const loaded = new Promise<void>((resolve, reject) => {
      this.#settleLoad = { resolve, reject }
    })
    // As in Electron: a load that nobody waits for any more may fail in silence.
    loaded.catch(() => {})
    this.#loads.push(url)
    const { errorText } = await devTools.send('Page.navigate', { url: toChromium(url) }, sessionId)
    if (errorText) this.#settleLoad?.reject(new Error(`${String(errorText)} loading '${url}'`))
    return loaded
  }

  #finishLoad(): void {
    if (this.#isErrorPage) return void this.events.emit('did-fail-load', {}, -2, 'failed', this.#url, true)
    this.#settleLoad?.resolve()
    this.#settleLoad = null
    tellTest('loaded', { url: this.#url })
    this.events.emit('did-finish-load')
  }

  #postMessage(channel: string, message: unknown, transfer: object[]): void {
    const ids = transfer.map((port) => {
      this.#lastPort += 1
      const id = `port-${this.#lastPort}`
      this.#ends.set(id, takeEnd(port))
      return id
    })
    this.#call('deliver', [channel, toJson(message), ids])
    for (const id of ids) {
      this.#ends.get(id)?.attach({
        message: (json) => this.#call('portMessage', [id, json]),
        closed: () => this.#call('portClosed', [id]),
      })
    }
  }

  /** Calls the isolated world; where there is none (a page that is going), the message is lost as under Electron. */
  #call(name: string, parameters: unknown[]): void {
    if (this.#devTools === null || this.#isolatedContext === null) return
    const expression = `standIn.${name}(...${JSON.stringify(parameters)})`
    this.#devTools
      .send('Runtime.evaluate', { expression, contextId: this.#isolatedContext }, this.#sessionId)
      .then(({ exceptionDetails }) => {
        if (exceptionDetails) tellTest('page-error', { exceptionDetails })
      })
      .catch(() => {})
  }

  #hearPage(message: FromPage): void {
    switch (message.type) {
      case 'port-message':
        this.#ends.get(message.port)?.send(message.json)
        return
      case 'port-closed':
        this.#ends.get(message.port)?.close()
        return
      case 'sent':
        this.#sentListeners.get(message.channel)?.()
        return
      case 'preload-error':
        throw new Error(`The preload failed: ${message.error}`)
    }
  }

  /** With its document a page loses its ports. */
  #loseDocument(): void {
    this.#isolatedContext = null
    for (const end of this.#ends.values()) end.close()
    this.#ends.clear()
  }

  #judgeNewWindow(url: string): void {
    const { action } = this.#windowOpenHandler({ url })
    if (action === 'allow') throw new Error('The stand-in for Electron does not cover windows that a page opens')
  }

  /** Chromium opens a window for a link that asks for one, before anybody is asked. */
  #refuseNewWindow(target: Params): void {
    if (target.type !== 'page' || target.targetId === this.#targetId) return
    throw new Error(
      `The stand-in for Electron does not cover windows that are opened by a link (${String(target.url)})`,
    )
  }

  async #applyPermissions(devTools: DevTools): Promise<void> {
    for (const [name, electronName, kind] of permissions) {
      const setting = isPermissionGranted(this.face, electronName, kind) ? 'granted' : 'denied'
      await devTools.send('Browser.setPermission', { permission: { name }, setting, origin: pageOrigin })
    }
  }

  /** Electron hears of a hang from Chromium; here the page is asked now and then, where a test wants it. */
  #watchForHangs(devTools: DevTools): void {
    const limitMs = Number(process.env.STAND_IN_HANG_MS ?? 0)
    if (limitMs === 0) return
    let isAsking = false
    setInterval(() => {
      if (isAsking || this.#isolatedContext === null) return
      isAsking = true
      const late = setTimeout(() => this.events.emit('unresponsive'), limitMs)
      devTools
        .send('Runtime.evaluate', { expression: '0', contextId: this.#isolatedContext }, this.#sessionId)
        .catch(() => {})
        .finally(() => {
          clearTimeout(late)
          isAsking = false
        })
    }, 200).unref()
  }

  async #killRenderer(): Promise<void> {
    const { devTools } = await this.#opened
    const { processInfo } = (await devTools.send('SystemInfo.getProcessInfo')) as {
      processInfo: { type: string; id: number }[]
    }
    // Chromium's own and started by this stand-in, so its renderers are ours to end.
    for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL')
  }
}
