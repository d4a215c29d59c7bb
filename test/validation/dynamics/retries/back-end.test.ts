import { describe, expect, it } from 'vitest'
import { MILLISECOND } from '../../../../src/kernel/time.ts'
import { backEnd, failureOf } from '../../../../src/validation/dynamics/retries/back-end.ts'
import { Unreadable } from '../../../../src/validation/json-field.ts'

const at = (value: string) => ({ path: 'test', value })

describe('sentences about servers, with other numbers', () => {
  it.each([
    ['500 after 17 ms', 1, { kind: 'reply', status: 500, afterNs: 17 * MILLISECOND }],
    ['never answers', 3, { kind: 'silence' }],
    ['201, 35 ms after the end of the request body', 1, { status: 201, afterNs: 35 * MILLISECOND, afterRequest: true }],
    ['attempt 1: 200 after 90 ms; attempt 2: 502 after 7 ms', 2, { status: 502, afterNs: 7 * MILLISECOND }],
    ['first attempt hangs, then 204', 1, { kind: 'silence' }],
    ['first attempt hangs, then 204', 2, { status: 204 }],
    [
      'headers at once, 3 pieces of body 40 ms apart, then the end',
      1,
      { body: { pieces: 3, gapNs: 40 * MILLISECOND } },
    ],
  ])('%s, attempt %i', (sentence, attempt, answer) => {
    expect(backEnd(at(sentence)).answer(attempt)).toMatchObject(answer)
  })

  it('the pieces of a body can be counted in it', () => {
    expect(backEnd(at('headers at once, 2 pieces of body 9 ms apart, then the end')).body).toBe(`${'x'.repeat(20)}end`)
  })

  it.each(['answers tomorrow', '200 after a while', 'attempt one: 200 after 5 ms'])(
    '%s: cannot be played',
    sentence => {
      expect(() => backEnd(at(sentence))).toThrow(Unreadable)
    },
  )
})

describe('names of failures', () => {
  it('a status with headers', () => {
    const { answer } = failureOf(at('507+x-other'))
    expect(answer).toMatchObject({ kind: 'reply', status: 507 })
    expect(answer.kind === 'reply' && answer.headers.has('x-other')).toBe(true)
  })

  it('what only an HTTP/2 server can do', () => {
    expect(failureOf(at('h2 RST_STREAM ENHANCE_YOUR_CALM')).http2).toBe(true)
    expect(failureOf(at('503')).http2).toBe(false)
  })

  it('an unknown one', () => {
    expect(() => failureOf(at('earthquake'))).toThrow(Unreadable)
  })
})
