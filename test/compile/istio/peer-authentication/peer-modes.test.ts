import { expect, test } from 'vitest'
import { readPeerModes } from '../../../../src/compile/istio/peer-authentication/peer-modes.ts'
import { documents, istio, meshOf } from '../mesh-of.ts'

const policy = (name: string, namespace: string, spec: object, created = '2024-01-01T00:00:00Z') =>
  istio('PeerAuthentication', name, namespace, spec, { creationTimestamp: created })

const mtls = (mode: string) => ({ mtls: { mode } })
const selects = (app: string) => ({ selector: { matchLabels: { app } } })

test('permissive where nobody speaks; namespace before mesh', () => {
  expect(readPeerModes(meshOf(documents(policy('x', 'other', mtls('STRICT'))))).ofNamespace('a')).toBe('PERMISSIVE')
  const modes = readPeerModes(
    meshOf(documents(policy('mesh', 'istio-system', mtls('STRICT')), policy('ns', 'a', mtls('DISABLE')))),
  )
  expect([modes.ofNamespace('a'), modes.ofNamespace('b')]).toEqual(['DISABLE', 'STRICT'])
})

test('of two in one scope the older counts, and UNSET inherits', () => {
  const modes = readPeerModes(
    meshOf(
      documents(
        policy('young', 'a', mtls('DISABLE')),
        policy('old', 'a', mtls('UNSET'), '2023-01-01T00:00:00Z'),
        policy('mesh', 'istio-system', mtls('STRICT')),
      ),
    ),
  )
  expect(modes.ofNamespace('a')).toBe('STRICT')
})

test('port before workload before namespace', () => {
  const modes = readPeerModes(
    meshOf(
      documents(
        policy('ns', 'a', mtls('DISABLE')),
        policy('web', 'a', { ...selects('web'), ...mtls('STRICT'), portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }),
      ),
    ),
  )
  expect(modes.ofWorkload('a', { app: 'web' }, 8080)).toBe('PERMISSIVE')
  expect(modes.ofWorkload('a', { app: 'web' }, 80)).toBe('STRICT')
  expect(modes.ofWorkload('a', { app: 'db' }, 80)).toBe('DISABLE')
})

test('a selector in the root namespace reaches the root namespace only', () => {
  const modes = readPeerModes(
    meshOf(documents(policy('root', 'istio-system', { ...selects('web'), ...mtls('STRICT') }))),
  )
  expect(modes.ofWorkload('istio-system', { app: 'web' }, 80)).toBe('STRICT')
  expect(modes.ofWorkload('a', { app: 'web' }, 80)).toBe('PERMISSIVE')
})

test('names the ports that the policy of a workload names', () => {
  const portLevelMtls = { 8080: { mode: 'PERMISSIVE' }, 6000: { mode: 'UNSET' } }
  const modes = readPeerModes(meshOf(policy('web', 'a', { ...selects('web'), portLevelMtls })))
  expect(modes.namedPorts('a', { app: 'web' })).toEqual([6000, 8080])
  expect(modes.namedPorts('a', { app: 'api' })).toEqual([])
})
