import { useKioskState } from '../../kiosk/kiosk-context.ts'

/** Whether this is whoever is signed in at this screen. */
export function useIsSelf(employeeNumber: string): boolean {
  return useKioskState(({ desk }) => desk.type === 'open' && desk.supervisor.employeeNumber === employeeNumber)
}
