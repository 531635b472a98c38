const lookAtParentEveryMs = 500

/**
 * Resolves when somebody wants this process to end: Ctrl-C, a service manager, a closed terminal, or the end of the npm
 * that started it. npm signals only the shell between the two, which dies of it without passing it on.
 */
export function untilTold(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    if (env.npm_lifecycle_event === undefined) return
    const parent = process.ppid
    const looking = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(looking)
      resolve()
    }, lookAtParentEveryMs)
    looking.unref()
  })
}
