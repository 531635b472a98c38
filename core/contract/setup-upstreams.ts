/** The interfaces that a setup can ask about, in the order in which it does. */
export const setupUpstreams = ['clock', 'presence', 'authData', 'timeProfiles', 'cards'] as const
export type SetupUpstream = (typeof setupUpstreams)[number]
