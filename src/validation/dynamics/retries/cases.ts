import { field, isPresent, type JsonField } from '../../e2e/json-field.ts'
import type { Fact } from './fact.ts'
import { matrixFacts } from './matrix.ts'
import { rowFacts } from './rows.ts'

export function factsOf(at: JsonField): Fact[] {
  const observed = field(at, 'observed')
  if (isPresent(field(observed, 'columns'))) return matrixFacts(at)
  return rowFacts(at)
}
