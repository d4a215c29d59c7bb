import { expect, it } from 'vitest'
import type { Decision } from '../../../src/proxy/route/decide.ts'
import { withLastNames } from '../../../src/routing/golden/nameless-connections.ts'

const decision: Decision = {
  connection: { dialled: '' },
  request: { method: 'GET', scheme: 'http', authority: '', path: '/', headers: new Map() },
  verdict: { kind: 'noRoute' },
}

const call = (id: string, workload: string, server: object) => ({
  call: { id, from: { workload, namespace: 'default' }, request: { method: 'GET', url: 'http://web/' }, got: {} },
  prediction: { exact: {}, outcomes: [{ probability: 1, facts: { server } }], decision },
})

it('connections without a request have the server name of the last between the same ends', () => {
  const failed = { pod: 'web-0', port: 8080, tls: 'none' }
  const named = withLastNames([
    call('1', 'a', { ...failed, sni: 'web.default' }),
    call('2', 'b', { ...failed, sni: 'web.other' }),
    call('3', 'a', { ...failed, tls: 'mutual', sni: 'outbound' }),
    call('4', 'a', { ...failed, sni: 'web' }),
  ])
  const names = named.map(({ prediction }) => prediction.outcomes[0].facts.server)
  expect(names).toMatchObject([{ sni: 'web' }, { sni: 'web.other' }, { sni: 'outbound' }, { sni: 'web' }])
})
