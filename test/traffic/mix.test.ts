import { describe, expect, it } from 'vitest'
import { type MixSpec, RequestMix } from '../../src/traffic/mix.ts'

const SPEC: MixSpec = {
  to: 'http://shop.example:8080/home?x=1',
  methods: [
    { value: 'GET', weight: 9 },
    { value: 'POST', weight: 1 },
  ],
  paths: [
    { value: '/a', weight: 1 },
    { value: '/b', weight: 2 },
    { value: '/c', weight: 1 },
  ],
  headers: [
    {
      name: 'End-User',
      values: [
        { value: 'jason', weight: 2 },
        { value: '', weight: 98 },
      ],
    },
    {
      name: 'x-beta',
      values: [
        { value: 'absent', weight: 50 },
        { value: '1', weight: 50 },
      ],
    },
  ],
}

function drawn(mix: RequestMix, count: number): number[] {
  return Array.from({ length: count }, () => mix.draw())
}

describe('shapes', () => {
  it('are all combinations, each once', () => {
    const mix = new RequestMix(SPEC, 1, 's')
    expect(mix.size).toBe(2 * 3 * 2 * 2)
    const texts = Array.from({ length: mix.size }, (_, i) => {
      const { method, path, headers } = mix.request(i)
      return JSON.stringify([method, path, ...headers])
    })
    expect(new Set(texts).size).toBe(mix.size)
  })

  it('have lower-case header names; "" is an empty header, absent is none', () => {
    const mix = new RequestMix(SPEC, 1, 's')
    const last = mix.request(mix.size - 1)
    expect(last).toEqual({
      method: 'POST',
      scheme: 'http',
      authority: 'shop.example:8080',
      path: '/c',
      headers: new Map([
        ['end-user', ['']],
        ['x-beta', ['1']],
      ]),
    })
    expect(mix.request(0).headers).toEqual(new Map([['end-user', ['jason']]]))
  })

  it('fall back to GET and the path of the URL', () => {
    const mix = new RequestMix({ to: 'http://h/p?q', methods: [], paths: [], headers: [] }, 1, 's')
    expect(mix.size).toBe(1)
    expect(drawn(mix, 3)).toEqual([0, 0, 0])
    expect(mix.request(0)).toMatchObject({ method: 'GET', path: '/p?q', authority: 'h' })
  })

  it('take their authority from a host header', () => {
    const headers = [{ name: 'Host', values: [{ value: 'other.example', weight: 1 }] }]
    const { authority, headers: sent } = new RequestMix({ ...SPEC, headers }, 1, 's').request(0)
    expect(authority).toBe('other.example')
    expect(sent.size).toBe(0)
  })
})

describe('drawing', () => {
  it('follows the weights, each dimension by itself', () => {
    const mix = new RequestMix(SPEC, 7, 's')
    const n = 40_000
    const counts = new Float64Array(mix.size)
    for (const index of drawn(mix, n)) counts[index]++
    const share = { GET: 0.9, POST: 0.1, '/a': 0.25, '/b': 0.5, '/c': 0.25, jason: 0.02, '': 0.98, sent: 0.5, not: 0.5 }
    let chiSquare = 0
    counts.forEach((count, i) => {
      const { method, path, headers } = mix.request(i)
      const user = headers.get('end-user')?.[0] as 'jason' | ''
      const p =
        share[method as 'GET'] * share[path as '/a'] * share[user] * share[headers.has('x-beta') ? 'sent' : 'not']
      chiSquare += (count - n * p) ** 2 / (n * p)
    })
    // 23 degrees of freedom, 99.9 % quantile.
    expect(chiSquare).toBeLessThan(49.7)
  })

  it('of one header is not shifted by another header', () => {
    const one = new RequestMix({ ...SPEC, headers: SPEC.headers.slice(0, 1) }, 1, 's')
    const both = new RequestMix(SPEC, 1, 's')
    const user = (mix: RequestMix) => drawn(mix, 500).map(i => mix.request(i).headers.get('end-user'))
    expect(user(one)).toEqual(user(both))
  })

  it('never yields a value of weight 0, and refuses weights that are all 0', () => {
    const headers = [
      {
        name: 'h',
        values: [
          { value: 'a', weight: 0 },
          { value: 'b', weight: 1 },
          { value: 'c', weight: 0 },
        ],
      },
    ]
    const mix = new RequestMix({ to: 'h', methods: [], paths: [], headers }, 1, 's')
    expect(new Set(drawn(mix, 1000))).toEqual(new Set([1]))
    const none = [{ name: 'h', values: [{ value: 'a', weight: 0 }] }]
    expect(() => new RequestMix({ to: 'h', methods: [], paths: [], headers: none }, 1, 's')).toThrow('weights')
  })
})
