/** The udev rules that let a Linux station have its readers, and keep their keystrokes from the desktop. Pure. */
import type { DeviceMatch, ReaderDriver } from '../contract/reader-settings.ts'

/** Before `73-seat-late.rules`, which acts on `uaccess`. */
export const udevRulesFile = '/etc/udev/rules.d/60-foyer-reader.rules'

export type UdevOptions = {
  driver: ReaderDriver
  /** A group whose members may read them; null: whoever sits at the machine's screen (`uaccess`). */
  group: string | null
}

/** One block for each vendor and product. Nobody but the station's user is let in: never MODE="0666". */
export function formatUdevRules(
  devices: readonly Pick<DeviceMatch, 'vendorId' | 'productId'>[],
  { driver, group }: UdevOptions,
): string {
  const permission = group === null ? 'TAG+="uaccess"' : `GROUP="${group}", MODE="0660"`
  const ids = new Map(devices.map(({ vendorId, productId }) => [`${vendorId}:${productId}`, { vendorId, productId }]))
  const blocks = [...ids].map(([name, { vendorId, productId }]) =>
    [
      `# ${name}`,
      `SUBSYSTEM=="hidraw", KERNEL=="hidraw*", ATTRS{idVendor}=="${vendorId}", ATTRS{idProduct}=="${productId}", ${permission}`,
      ...(driver === 'libusb'
        ? [`SUBSYSTEM=="usb", ATTR{idVendor}=="${vendorId}", ATTR{idProduct}=="${productId}", ${permission}`]
        : []),
      // Not by ENV{ID_VENDOR_ID}: an input node has that from `60-persistent-input.rules`, which comes after this file.
      `ACTION!="remove", SUBSYSTEM=="input", KERNEL=="event[0-9]*", ATTRS{idVendor}=="${vendorId}", ATTRS{idProduct}=="${productId}", ENV{LIBINPUT_IGNORE_DEVICE}="1"`,
    ].join('\n'),
  )
  return `${[header, ...blocks].join('\n\n')}\n`
}

const header = `# Card readers of a Foyer station. Save as ${udevRulesFile}, then run
# "sudo udevadm control --reload && sudo udevadm trigger", or plug the readers in again.
# The first line of each lets the station open the reader; the last keeps what it types from every window. A keyboard of
# the same vendor and product would fall silent with it.`
