/** The console's pages, each loaded when it is first opened. A new one is a line here, and its words. */
import { Clock, type LucideIcon, MapPinned, Users } from 'lucide-react'
import { type ComponentType, lazy } from 'react'

export type ConsolePage = { id: string; Icon: LucideIcon; Page: ComponentType }

export const consolePages: readonly ConsolePage[] = [
  { id: 'onSite', Icon: MapPinned, Page: lazy(() => import('./pages/on-site-page.tsx')) },
  { id: 'people', Icon: Users, Page: lazy(() => import('./pages/people-page.tsx')) },
  { id: 'hours', Icon: Clock, Page: lazy(() => import('./pages/hours-page.tsx')) },
]
