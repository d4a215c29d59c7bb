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

// As a live Envoy 1.40 answered: no content follows, and the words of the body are in a header.
it.each([
  ['POST', { 'grpc-status': '2', 'grpc-message': 'fault filter abort' }],
  ['HEAD', { 'grpc-status': '2' }],
])('gRPC: an injected abort tells a %s so in its headers', (method, responseHeadersAdded) => {
  const headers = new Map([['content-type', ['application/grpc']]])
  const request = { method, scheme: 'http', authority: 'web', path: '/', headers } as const
  const [{ facts }] = predict(tables, { target: { host: 'web', port: 80 }, request, gateway: false }, STYLE).outcomes
  expect(facts).toMatchObject({ status: 200, flags: 'FI' })
  expect(facts.responseHeadersAdded).toEqual(responseHeadersAdded)
  expect(facts.body).toBeUndefined()
})
