import { expect, it } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { EXAMPLE_MESH } from '../../../src/lint/example-mesh.ts'
import { lint } from '../../../src/lint/lint.ts'
import { withPolicy } from './findings-of.ts'

const POLICY = withPolicy('outlierDetection: { consecutive5xxErrors: 3, maxEjectionPercent: 20 }')

function messagesOf(base: string, text: string): readonly string[] {
  const files = [
    { path: 'base.yaml', text: base },
    { path: 'm.yaml', text },
  ]
  return lint(readMesh(files), files)
    .findings.filter(({ code }) => code === 'MS2501')
    .map(({ message }) => message)
}

// 20 % of four hosts is less than one host.
it('counts the hosts of the Service', () => {
  const message = (hosts: string) =>
    `DestinationRule/default/web: ${hosts}, and with a cap of 20 % none of them can ever be ejected`
  expect(messagesOf(EXAMPLE_MESH, POLICY)).toEqual([message('there are 4 hosts')])
  const [service, , ...others] = EXAMPLE_MESH.replaceAll('replicas: 2', 'replicas: 1').split('---\n')
  expect(messagesOf([service, ...others].join('---\n'), POLICY)).toEqual([message('there is 1 host')])
})
