import { expect, it } from 'vitest'
import { ownAddresses } from '../../../src/export/envoy/addresses.ts'
import { clusterJson } from '../../../src/export/envoy/cluster-json.ts'
import { LeftOut } from '../../../src/export/envoy/left-out.ts'
import { clusterOf } from '../../proxy/hosts.ts'

const HTTP = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

it('limits of connections stand in the options of their protocol', () => {
  const limits = { maxRequestsPerConnection: 3, idleTimeoutNs: 5e9, maxConnectionDurationNs: 20e9 }
  const written = clusterJson({ ...clusterOf(), ...limits }, undefined, ownAddresses(), new LeftOut())
  expect(written.typed_extension_protocol_options).toMatchObject({
    [HTTP]: {
      common_http_protocol_options: {
        max_requests_per_connection: 3,
        idle_timeout: '5s',
        max_connection_duration: '20s',
      },
    },
  })
})
