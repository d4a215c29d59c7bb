import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const egress = (host: string) => `egress:\n- hosts: [${host}]`

describe('Sidecar', () => {
  test.each([
    ['nothing at all', 'MS2219', '»workloadSelector: {labels: {a: b}}'],
    ['a host without namespace', 'MS2201', egress('»web.example')],
    ['a short host', 'MS2201', egress('»./web')],
    [
      'a listener without port before another',
      'MS2219',
      'egress:\n- »hosts: ["*/*"]\n- hosts: ["./*"]\n  port: {number: 80, name: http, protocol: HTTP}',
    ],
    [
      'a port twice',
      'MS2219',
      'egress:\n- hosts: ["./*"]\n  port: {number: 80, name: a, protocol: HTTP}\n- hosts: ["./*"]\n  port: »{number: 80, name: b, protocol: HTTP}',
    ],
    [
      'a foreign default endpoint',
      'MS2219',
      'ingress:\n- port: {number: 80, name: http, protocol: HTTP}\n  defaultEndpoint: »10.1.1.1:80',
    ],
  ])('%s is refused', (_name, code, spec) => {
    const { text, place } = marked(manifest('Sidecar', spec))
    expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
  })

  test.each([
    ['hosts of namespaces', egress('./*, istio-system/*, "*/ext.example", ~/*')],
    ['an exclusion', egress('"*/*.example", ~shop/web.example')],
    ['only an outbound policy', 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}'],
    [
      'an endpoint of the pod',
      'ingress:\n- port: {number: 80, name: http, protocol: HTTP}\n  defaultEndpoint: 127.0.0.1:8080',
    ],
  ])('%s is accepted', (_name, spec) => {
    expect(readText(manifest('Sidecar', spec)).errors).toEqual([])
  })
})
