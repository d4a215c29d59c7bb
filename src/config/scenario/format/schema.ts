import { scenarioShape } from './root.ts'
import type { JsonSchema } from './shape.ts'

const LINE_WIDTH = 120

/** JSON Schema of a scenario file, for editors: draft 7, which the YAML language server reads. */
export function scenarioSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'meshsim scenario',
    ...scenarioShape.schema(),
  }
}

/** The text of `schema/scenario.v1.json`. */
export function scenarioSchemaText(): string {
  return schemaText(scenarioSchema())
}

/** The text of a schema's file. Lists that fit stay on one line, as the formatter of the project has them. */
export function schemaText(schema: JsonSchema): string {
  return `${jsonText(schema, '', '')}\n`
}

function jsonText(value: unknown, indent: string, before: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const line = flatText(value)
    if (hasNoMapping(value) && before.length + line.length < LINE_WIDTH) return line
    return `[\n${value.map(item => inner + jsonText(item, inner, inner)).join(',\n')}\n${indent}]`
  }
  const pairs = Object.entries(value).filter(([, one]) => one !== undefined)
  if (pairs.length === 0) return '{}'
  const lines = pairs.map(([key, one]) => {
    const start = `${inner}${JSON.stringify(key)}: `
    return start + jsonText(one, inner, start)
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function flatText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(flatText).join(', ')}]` : JSON.stringify(value)
}

function hasNoMapping(value: unknown): boolean {
  return Array.isArray(value) ? value.every(hasNoMapping) : typeof value !== 'object' || value === null
}
