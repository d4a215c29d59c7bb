/** What the shell learns; never depends on the output format. */
export const EXIT = {
  passed: 0,
  /** An assertion or a test failed. */
  failed: 1,
  /** Bad input or usage. */
  badInput: 2,
  /** Lint warnings under `--fail-on=warn`. */
  lintWarnings: 3,
  /** A fault of meshsim itself. */
  internalFault: 70,
  /** Ctrl-C; partial results are written. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
