import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const policy = (fields: string) => `host: web\ntrafficPolicy:\n  ${fields.replaceAll('\n', '\n  ')}`
const locality = (fields: string) => policy(`outlierDetection: {}\nloadBalancer: {localityLbSetting: ${fields}}`)
const zones = (fields: string) => policy(`outlierDetection: {}\nloadBalancer: {zoneAwareLbSetting: ${fields}}`)

test.each([
  ['a host with a space', 'MS2201', 'host: »web server'],
  ['a policy without anything', 'MS2213', 'host: web\ntrafficPolicy: »{}'],
  ['a pool without anything', 'MS2213', policy('connectionPool: »{}')],
  ['negative connections', 'MS2213', policy('connectionPool: {tcp: {maxConnections: »-1}}')],
  ['maglev without a table size', 'MS2213', policy('loadBalancer: {consistentHash: {useSourceIp: true, maglev: »{}}}')],
  [
    'a table size that is no prime',
    'MS2213',
    policy('loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: »65536}}}'),
  ],
  ['a cookie without a name', 'MS2213', policy('loadBalancer: {consistentHash: {httpCookie: »{name: "", ttl: 1s}}}')],
  [
    'a warm-up slower than evenly',
    'MS2213',
    policy('loadBalancer: {simple: ROUND_ROBIN, warmup: {duration: 10s, aggression: »0.5}}'),
  ],
  [
    'a warm-up that begins above 100 %',
    'MS2013',
    policy('loadBalancer: {simple: ROUND_ROBIN, warmup: {duration: 10s, minimumPercent: »101}}'),
  ],
  ['an idle time of a negative length', 'MS2016', policy('connectionPool: {tcp: {idleTimeout: »-5s}}')],
  ['an idle time without unit', 'MS2016', policy('connectionPool: {tcp: {idleTimeout: »"5"}}')],
  ['an idle time of 1.5 ms', 'MS2016', policy('connectionPool: {tcp: {idleTimeout: »1500us}}')],
  [
    'a cookie whose time is none',
    'MS2016',
    policy('loadBalancer: {consistentHash: {httpCookie: {name: c, ttl: »1d}}}'),
  ],
  ['a budget over a time that is none', 'MS2016', policy('retryBudget: {percent: 20, budgetInterval: »soon}')],
  ['a limit beyond 32 bits', 'MS2013', policy('connectionPool: {tcp: {maxConnections: »2147483648}}')],
  [
    'a negative ring',
    'MS2013',
    policy('loadBalancer: {consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: »-1}}}'),
  ],
  ['more than all of the health', 'MS2211', policy('outlierDetection: {minHealthPercent: »101}')],
  ['a negative interval', 'MS2016', policy('outlierDetection: {interval: »-1s}')],
  ['local failures without the split', 'MS2213', policy('outlierDetection: {consecutiveLocalOriginFailures: »3}')],
  ['101 %', 'MS2211', policy('outlierDetection: {maxEjectionPercent: »101}')],
  ['an interval of 0s', 'MS2016', policy('outlierDetection: {interval: »0s}')],
  ['a time without unit', 'MS2016', policy('outlierDetection: {baseEjectionTime: »"30"}')],
  ['settings of a port without port', 'MS2213', policy('portLevelSettings: [»{tls: {mode: SIMPLE}}]')],
  ['mutual TLS without certificates', 'MS2215', policy('tls: »{mode: MUTUAL, privateKey: /k}')],
  ['files beside a credential', 'MS2215', policy('tls: {mode: SIMPLE, credentialName: c, »caCertificates: /ca}')],
  ['a subset twice', 'MS2216', 'host: web\nsubsets: [{name: v1}, {name: »v1}]'],
  ['a subset with a dot', 'MS2216', 'host: web\nsubsets: [{name: »v1.0}]'],
  ['a label with a space', 'MS2224', 'host: web\nsubsets: [{name: v1, labels: {version: »a b}}]'],
  ['percentages of 90', 'MS2214', locality('{distribute: [{from: r1/*, to: »{"r1/*": 60, "r2/*": 30}}]}')],
  [
    'distribute and failover',
    'MS2214',
    locality('{distribute: [{from: r1, to: {r1: 100}}], »failover: [{from: r1, to: r2}]}'),
  ],
  ['failover of a zone', 'MS2214', locality('{failover: [{from: »r1/z1, to: r2}]}')],
  ['failover to itself', 'MS2214', locality('{failover: [»{from: r1, to: r1}]}')],
  [
    'overlapping localities',
    'MS2214',
    locality('{distribute: [{from: r1/*, to: {r1: 100}}, {from: »r1/z1, to: {r1: 100}}]}'),
  ],
  [
    'zones beside localities',
    'MS2214',
    policy('loadBalancer: {localityLbSetting: {enabled: true}, »zoneAwareLbSetting: {enabled: true}}'),
  ],
  ['the zone as a priority among zones', 'MS2214', zones('{failoverPriority: [a, »topology.kubernetes.io/zone]}')],
  ['a failover between zones', 'MS2214', zones('{failover: [{from: r1, to: »r2/z1}]}')],
  ['a failover of all regions', 'MS2214', zones('{failover: [{from: »"*", to: r2}]}')],
  ['a failover of a region to itself', 'MS2214', zones('{failover: [»{from: r1, to: r1}]}')],
  ['exportTo ~', 'MS2203', 'host: web\nexportTo: [»"~"]'],
  ['exported with a selector', 'MS2203', 'host: web\nexportTo: [»shop]\nworkloadSelector: {matchLabels: {app: a}}'],
])('%s is refused', (_name, code, spec) => {
  const { text, place } = marked(manifest('DestinationRule', spec))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
})

describe('accepted', () => {
  test.each([
    [
      'subsets with policies',
      'host: "*.example"\nsubsets: [{name: v1, labels: {version: v1}, trafficPolicy: {connectionPool: {http: {}}}}]',
    ],
    [
      'maglev with a prime',
      policy('loadBalancer: {consistentHash: {httpHeaderName: user, maglev: {tableSize: 65537}}}'),
    ],
    // The webhook looks at neither; Envoy does (MS2516).
    ['a cookie of a negative time', policy('loadBalancer: {consistentHash: {httpCookie: {name: c, ttl: -1s}}}')],
    [
      'a ring beyond the bound of Envoy',
      policy('loadBalancer: {consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 9000000}}}'),
    ],
    ['an even warm-up', policy('loadBalancer: {warmup: {duration: 10s, aggression: 1, minimumPercent: 100}}')],
    ['connections that never idle', policy('connectionPool: {tcp: {idleTimeout: 0s}}')],
    ['a limit of 32 bits', policy('connectionPool: {tcp: {maxConnections: 2147483647}}')],
    ['failover', locality('{failover: [{from: r1, to: r2}]}')],
    [
      'zones with failover and labels',
      zones('{minClusterSize: 3, failover: [{from: r1, to: r2}], failoverPriority: [tier]}'),
    ],
    [
      'a zone beside another',
      locality(
        '{distribute: [{from: r1/z1/*, to: {"r1/z1/*": 100}}, {from: r1/z2/*, to: {"r1/z1/*": 50, "r1/z2/*": 50}}]}',
      ),
    ],
  ])('%s', (_name, spec) => {
    expect(readText(manifest('DestinationRule', spec))).toMatchObject({ errors: [], warnings: [] })
  })

  test.each([
    [
      'failover without outlier detection',
      'MS2214',
      policy('loadBalancer: {localityLbSetting: {failover: [{from: r1, to: r2}]}}'),
    ],
    [
      'failover of zones without outlier detection',
      'MS2214',
      policy('loadBalancer: {zoneAwareLbSetting: {failover: [{from: r1, to: r2}]}}'),
    ],
    ['consecutiveErrors', 'MS2250', policy('outlierDetection: {consecutiveErrors: 3}')],
    ['the old ring size', 'MS2250', policy('loadBalancer: {consistentHash: {useSourceIp: true, minimumRingSize: 10}}')],
  ])('with a warning: %s', (_name, code, spec) => {
    const read = readText(manifest('DestinationRule', spec))
    expect(read.errors).toEqual([])
    expect(read.warnings.map(warning => warning.split(' ')[0])).toEqual([code])
  })
})
