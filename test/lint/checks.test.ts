import { describe, expect, it } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'
import { CHECKS } from '../../src/lint/checks.ts'
import { EXAMPLE_MESH } from '../../src/lint/example-mesh.ts'
import { lint } from '../../src/lint/lint.ts'
import { lintReference, PAGES } from '../../src/lint/pages.ts'

function codes(yaml: string): readonly string[] {
  const files = [
    { path: 'base.yaml', text: EXAMPLE_MESH },
    { path: 'm.yaml', text: yaml },
  ]
  const { findings } = lint(readMesh(files), files)
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
  for (const { place, sourceLine } of findings) {
    expect(place.file, findings.map(({ message }) => message).join('\n')).toBe('m.yaml')
    expect(place.line).toBeGreaterThan(0)
    expect(sourceLine).toBeDefined()
  }
  return [...new Set(findings.map(({ code }) => code))]
}

it('has nothing to say about the mesh of the examples', () => {
  expect(codes('apiVersion: v1\nkind: Namespace\nmetadata: { name: other }\n')).toEqual([])
})

describe.each(PAGES)('$code: $title', ({ code, bad, good }) => {
  it('is found in the bad example', () => {
    expect(codes(bad)).toContain(code)
  })

  it('is not found in the good one, nor is anything else', () => {
    expect(codes(good)).toEqual([])
  })
})

it('gives each code to one check', () => {
  const all = PAGES.map(({ code }) => code)
  expect(new Set(all).size).toBe(all.length)
})

it('has the level of its page in every finding', () => {
  for (const check of CHECKS) {
    const files = [
      { path: 'base.yaml', text: EXAMPLE_MESH },
      { path: 'm.yaml', text: check.bad },
    ]
    const { findings } = lint(readMesh(files), files)
    const own = findings.filter(({ code }) => code === check.code)
    expect(own.map(({ level }) => level)).toEqual(own.map(() => check.level))
  }
})

it('is written down in docs/lint.md', async () => {
  await expect(lintReference()).toMatchFileSnapshot('../../docs/lint.md')
})
