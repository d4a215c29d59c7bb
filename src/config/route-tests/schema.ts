import { schemaText } from '../scenario/format/schema.ts'
import type { JsonSchema } from '../scenario/format/shape.ts'
import { suiteShape } from './format/suite.ts'

/** JSON Schema of a file of route tests, for editors: draft 7, which the YAML language server reads. */
export function routeTestsSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'meshsim route tests',
    ...suiteShape.schema(),
  }
}

/** The text of `schema/routes.v1.json`. */
export function routeTestsSchemaText(): string {
  return schemaText(routeTestsSchema())
}
