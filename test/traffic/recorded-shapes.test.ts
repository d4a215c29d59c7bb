import { expect, it } from 'vitest'
import { RecordedShapes } from '../../src/traffic/recorded-shapes.ts'

const get = (atNs: number, url: string, headers: readonly (readonly [string, string])[] = []) => ({
  atNs,
  method: 'GET',
  url,
  headers,
})

it('yields the recorded requests in order of their instants, equal ones as one shape', () => {
  const shapes = new RecordedShapes([get(0, '/a'), get(2, '/b'), get(1, '/c'), get(3, '/a')], 'http://h:80/ignored')
  const paths = Array.from({ length: 4 }, () => shapes.request(shapes.draw()).path)
  expect(paths).toEqual(['/a', '/c', '/b', '/a'])
  expect(shapes.size).toBe(3)
})

it('takes scheme and authority from the URL, else from the source', () => {
  const shapes = new RecordedShapes([get(0, 'https://x.example/a'), get(1, '/b')], 'http://h:80/ignored')
  expect(shapes.request(0)).toMatchObject({ scheme: 'https', authority: 'x.example', path: '/a' })
  expect(shapes.request(1)).toMatchObject({ scheme: 'http', authority: 'h:80', path: '/b' })
})

it('keeps the lines of a repeated header apart', () => {
  const lines = [
    ['X-A', '1'],
    ['x-a', '2'],
  ] as const
  expect(new RecordedShapes([get(0, '/', lines)], 'h').request(0).headers).toEqual(new Map([['x-a', ['1', '2']]]))
})

it('tells requests apart that differ only in a header', () => {
  const shapes = new RecordedShapes([get(0, '/', [['a', '1']]), get(1, '/', [['a', '2']])], 'h')
  expect(shapes.size).toBe(2)
})
