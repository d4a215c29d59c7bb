import { expect, test } from 'vitest'
import { marked, readText } from '../reading.ts'

const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: ${spec}\n`
const deployment = (spec: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: ${spec}\n`
const pods =
  'template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: b, ports: [{containerPort: 80}]}]}}'

test.each([
  ['no port', 'MS2301', service('»{selector: {app: web}}')],
  ['two ports without names', 'MS2301', service('{ports: [{port: 80, name: a}, »{port: 81}]}')],
  ['a port name twice', 'MS2301', service('{ports: [{port: 80, name: a}, {port: 81, name: »a}]}')],
  ['a port twice', 'MS2301', service('{ports: [{port: 80, name: a}, {port: »80, name: b}]}')],
  ['a port as text', 'MS2011', service('{ports: [{port: »"80"}]}')],
  ['port 70000', 'MS2013', service('{ports: [{port: »70000}]}')],
  ['an unknown type', 'MS2012', service('{type: »ClusterIp, ports: [{port: 80}]}')],
  ['an alias without target', 'MS2301', service('»{type: ExternalName}')],
  ['a selector that is a number', 'MS2011', service('{selector: {version: »1}, ports: [{port: 80}]}')],
  ['negative replicas', 'MS2013', deployment(`{replicas: »-1, selector: {matchLabels: {app: web}}, ${pods}}`)],
  ['replicas as text', 'MS2011', deployment(`{replicas: »"3", selector: {matchLabels: {app: web}}, ${pods}}`)],
  ['a selector that misses its pods', 'MS2301', deployment(`{selector: {matchLabels: {app: »wbe}}, ${pods}}`)],
])('%s is refused', (_name, code, marker) => {
  const { text, place } = marked(marker)
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
})

test.each([
  ['a headless Service without ports', service('{clusterIP: None, selector: {app: web}}')],
  ['a port by name', service('{ports: [{port: 80, targetPort: http}]}')],
  [
    'the same number for TCP and UDP',
    service('{ports: [{port: 53, name: a, protocol: TCP}, {port: 53, name: b, protocol: UDP}]}'),
  ],
  ['an alias', service('{type: ExternalName, externalName: a.example}')],
  [
    'a Deployment with fields that nobody reads',
    deployment(`{replicas: 2, strategy: {type: Recreate}, selector: {matchLabels: {app: web}}, ${pods}}`),
  ],
])('%s is accepted', (_name, text) => {
  expect(readText(text)).toMatchObject({ errors: [], warnings: [] })
})
