import { expect, it } from 'vitest'
import { NO_HEADERS } from '../../../src/dataplane/request.ts'
import { predict } from '../../../src/routing/golden/predict.ts'
import { documents, service } from '../../compile/istio/mesh-of.ts'
import { tablesOf } from '../../compile/istio/tables-of.ts'
import { ruleFor } from '../../engine/meshes.ts'

const STYLE = { nameOf: ({ address }: { address: string }) => address, showsMtls: false }
const fault = { abort: { httpStatus: 418, percentage: { value: 100 } } }
const tables = tablesOf(documents(service('web'), ruleFor('web', { fault })))

// As a live Envoy 1.40 answered; an answer to HEAD has no body (RFC 9110, 9.3.2).
it.each([
  ['GET', 'fault filter abort'],
  ['HEAD', undefined],
])('an injected abort tells a %s so in its body: %s', (method, body) => {
  const request = { method, scheme: 'http', authority: 'web', path: '/', headers: NO_HEADERS } as const
  const [{ facts }] = predict(tables, { target: { host: 'web', port: 80 }, request, gateway: false }, STYLE).outcomes
  expect(facts).toMatchObject({ status: 418, flags: 'FI', details: 'fault_filter_abort' })
  expect(facts.body).toBe(body)
})
