import { field, isPresent } from '../json-field.ts'
import type { CaseKind } from './case-kind.ts'
import { compareLeaves } from './leaves.ts'

/** What a hop costs on the recording's machine: nothing about it is a fact about Envoy's decisions. */
export const HOP_LATENCY: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'through_envoy_ms')),
  factsOf: at => compareLeaves(field(at, 'observed'), {}),
}
