import { field, isPresent, type JsonField } from '../../e2e/json-field.ts'
import type { Fact } from './fact.ts'
import { matrixFacts } from './matrix.ts'

export function factsOf(at: JsonField): Fact[] {
  return isPresent(field(field(at, 'observed'), 'columns')) ? matrixFacts(at) : []
}
