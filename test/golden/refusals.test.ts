import { describe, expect, it } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'
import { readRecordings } from './recordings.ts'

interface Refusal {
  readonly resource: string
  readonly level: string
}

/** What the API server refused when the Gateway API was recorded, by the schema and the rules of the CRDs. */
describe('resources that the API server refused', () => {
  it.each(readRecordings('gateway-api').map(files => [files.name, files] as const))('%s', (name, files) => {
    const recorded = (JSON.parse(files.validation ?? '[]') as readonly Refusal[]).filter(
      ({ level }) => level === 'error',
    )
    const { diagnostics } = readMesh([{ path: `${name}/mesh.yaml`, text: files.mesh }])
    const refused = diagnostics.filter(({ level }) => level === 'error').map(({ message }) => message.split(':')[0])
    expect([...new Set(refused)].sort()).toEqual(recorded.map(({ resource }) => resource).sort())
  })
})
