import { expect, test } from 'vitest'
import { LaterNode } from '../../src/config/later-node.ts'
import { placeOf } from '../../src/config/source-node.ts'
import { parseYaml } from '../../src/config/yaml.ts'

const [{ source }] = parseYaml('kind: List\nitems:\n- a: 1.30\n- b: [x]\n', 'a.yaml', 'kubectl').documents

test('answers as the node that it stands for', () => {
  const first = new LaterNode(source, ['items', 0])
  expect(first.place).toEqual({ file: 'a.yaml', line: 3, column: 3 })
  expect(first.entries?.get('a')?.raw).toBe('1.30')
  expect(placeOf(new LaterNode(source, ['items', 1]), ['b', 0])).toEqual({ file: 'a.yaml', line: 4, column: 7 })
  expect(first.text?.line(3)).toBe('- a: 1.30')
  expect(new LaterNode(source, ['kind']).keyPlace).toEqual({ file: 'a.yaml', line: 1, column: 1 })
  expect(new LaterNode(source, ['kind']).endColumn).toBe(11)
  expect(new LaterNode(source, ['items']).keyEndColumn).toBe(6)
})

test('the nearest ancestor answers for what the file has not', () => {
  expect(new LaterNode(source, ['items', 7]).place).toEqual({ file: 'a.yaml', line: 3, column: 1 })
})
