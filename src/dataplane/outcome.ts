/** Envoy response flags that meshsim can produce (source/common/stream_info/utility.h). */
export type ResponseFlag =
  | 'UH'
  | 'UF'
  | 'UO'
  | 'NR'
  | 'NC'
  | 'UC'
  | 'UT'
  | 'URX'
  | 'DC'
  | 'LR'
  | 'UR'
  | 'DI'
  | 'FI'
  | 'RL'
  | 'UAEX'
  | 'UPE'
  | 'UMSDR'
  | 'SI'
  | 'DPE'

/** What a request meant to its caller; see {@link outcomeOf}. */
export type Outcome = 'ok' | 'degraded' | 'error' | 'timeout' | 'rejected'
