/** The console's pages, each loaded when it is first opened. A new one is a line here, and its words. */
import {
  CalendarClock,
  ClipboardList,
  Clock,
  CreditCard,
  FileUp,
  type LucideIcon,
  MapPinned,
  MonitorCog,
  RefreshCw,
  Users,
} from 'lucide-react'
import { type ComponentType, lazy } from 'react'

export type ConsolePage = { id: string; Icon: LucideIcon; Page: ComponentType }

export const consolePages: readonly ConsolePage[] = [
  { id: 'onSite', Icon: MapPinned, Page: lazy(() => import('./pages/on-site-page.tsx')) },
  { id: 'people', Icon: Users, Page: lazy(() => import('./pages/people-page.tsx')) },
  { id: 'cards', Icon: CreditCard, Page: lazy(() => import('./pages/cards-page.tsx')) },
  { id: 'hours', Icon: Clock, Page: lazy(() => import('./pages/hours-page.tsx')) },
  { id: 'enrolment', Icon: FileUp, Page: lazy(() => import('./pages/enrolment-page.tsx')) },
  { id: 'schedules', Icon: CalendarClock, Page: lazy(() => import('./pages/schedules-page.tsx')) },
  { id: 'sync', Icon: RefreshCw, Page: lazy(() => import('./pages/sync-page.tsx')) },
  { id: 'activity', Icon: ClipboardList, Page: lazy(() => import('./pages/activity-page.tsx')) },
  { id: 'station', Icon: MonitorCog, Page: lazy(() => import('./pages/station-page.tsx')) },
]
