import { describe, expect, it } from 'vitest'
import { mutateHeaders } from '../../../src/proxy/route/mutate-headers.ts'

describe('mutations', () => {
  const before = new Map([
    ['a', ['1']],
    ['b', ['1']],
  ])

  it('removes, then overwrites, then adds lines', () => {
    const after = mutateHeaders(before, { set: [['a', 's']], add: [['a', 'x']], remove: ['a', 'b'] }, () => undefined)
    expect([...after]).toEqual([['a', ['s', 'x']]])
  })

  it('writes commands and percent signs', () => {
    const substitute = (command: string, argument: string) => (command === 'REQ' ? `<${argument}>` : undefined)
    const mutation = {
      set: [['x', '100%% %REQ(a)% %REQ(long):3%'] as const, ['gone', '%NOTHING%'] as const],
      add: [],
      remove: [],
    }
    expect([...mutateHeaders(new Map(), mutation, substitute)]).toEqual([['x', ['100% <a> <lo']]])
  })
})
