/** The windows that are open, oldest first. */
export const openWindows: { close(): void }[] = []
