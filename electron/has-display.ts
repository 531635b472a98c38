/** Whether a window could be seen on this machine. */

/** Linux and its kin say so in the environment; Windows and macOS always have a desktop of some kind. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}
