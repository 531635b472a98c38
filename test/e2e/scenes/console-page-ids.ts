/** Of `renderer/console/console-pages.ts`, in its order; the browser alone can load that. */
export const consolePageIds = [
  'onSite',
  'people',
  'cards',
  'hours',
  'enrolment',
  'schedules',
  'sync',
  'activity',
  'station',
] as const
