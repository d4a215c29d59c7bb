/** Codes of what is wrong in a file of route tests, beyond its form (MS30xx). A code is never reused. */
export const ROUTE_TEST_CODES = {
  MS4001: 'The file is not one file of route tests.',
  MS4002: 'A file of route tests without a test.',
  MS4003: 'Two tests of one name.',
  MS4004: 'A split whose shares do not sum to 100 %.',
  MS4005: 'An expectation that can never hold.',
  MS4006: 'A test that expects nothing.',
  MS4007: 'A caller that the mesh does not have.',
  MS4008: 'A file that a test names is missing or cannot be read.',
  MS4009: 'A file of tests names no mesh, and neither does the command line.',
  MS4010: 'A file of snapshots is not what meshsim test -u writes.',
  MS4011: 'The same thing named twice in a test.',
  MS4012: 'A request that no client can send.',
} as const

export type RouteTestCode = keyof typeof ROUTE_TEST_CODES
