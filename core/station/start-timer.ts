/** Runs `run` once after `delayMs`, unless the answer is called before. Keeps no process alive. */
export function startTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  timer.unref()
  return () => clearTimeout(timer)
}
