/** Codes of what is wrong in the test files of other tools. A code is never reused. */
export const FOREIGN_TEST_CODES = {
  MS4201: 'A key that this test format does not have.',
  MS4202: 'A key that must be there is missing, or its list is empty.',
  MS4203: 'A value of the wrong type.',
  MS4204: 'A test that compares nothing.',
  MS4205: 'A route configuration of Envoy: Istio YAML is needed.',
  MS4206: 'A test file without a test.',
} as const

export type ForeignTestCode = keyof typeof FOREIGN_TEST_CODES
