import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadFiles, loadMeshFiles } from '../../src/config/load.ts'

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]}\n`
let cwd: string

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'load-'))
  mkdirSync(join(cwd, 'mesh/sub/.hidden'), { recursive: true })
  mkdirSync(join(cwd, 'bare'))
  const files: Record<string, string | Uint8Array> = {
    'mesh/b.yaml': service('b'),
    'mesh/a.yml': service('a'),
    'mesh/sub/c.json': '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "c"}}',
    'mesh/sub/.hidden/d.yaml': service('d'),
    'mesh/readme.md': '# not a manifest',
    'mesh/sub/values.yaml': 'replicas: 3\n',
    'bare/notes.txt': 'nothing',
    'empty.yaml': '',
    'comments.yaml': '# only\n---\n# comments\n',
    'binary.yaml': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff, 0xfe, 0]),
    'latin1.yaml': Uint8Array.from([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0x20, 0xe9, 0x0a]),
    'utf16.yaml': Uint8Array.from([0xff, 0xfe, 0x61, 0]),
    'bom.yaml': `\uFEFF${service('bom')}`,
    'huge.yaml': '',
    'meshconfig.yaml': 'rootNamespace: control\ntrustDomain: example.org\n',
  }
  for (const [path, content] of Object.entries(files)) writeFileSync(join(cwd, path), content)
  // A sparse file: it has the size, but no blocks on the disk.
  truncateSync(join(cwd, 'huge.yaml'), 256 * 1024 * 1024 + 1)
})

afterAll(() => {
  rmSync(cwd, { recursive: true })
})

function paths(...sources: string[]): string[] {
  return loadFiles(sources, { cwd }).files.map(file => `${file.path}${file.isNamed ? ' named' : ''}`)
}

describe('what a source means', () => {
  test.each([
    [
      'a folder, recursively in path order',
      ['mesh'],
      ['mesh/a.yml', 'mesh/b.yaml', 'mesh/sub/c.json', 'mesh/sub/values.yaml'],
    ],
    ['a folder with a slash', ['mesh/sub/'], ['mesh/sub/c.json', 'mesh/sub/values.yaml']],
    ['a file', ['mesh/b.yaml'], ['mesh/b.yaml named']],
    ['a pattern in one folder', ['mesh/*.y*ml'], ['mesh/a.yml', 'mesh/b.yaml']],
    ['a pattern over folders', ['mesh/**/*.{yaml,json}'], ['mesh/b.yaml', 'mesh/sub/c.json', 'mesh/sub/values.yaml']],
    ['one character', ['./mesh/?.yaml'], ['./mesh/b.yaml']],
    ['a file met twice is read once', ['mesh/b.yaml', 'mesh/*.yaml'], ['mesh/b.yaml named']],
  ])('%s', (_name, sources, expected) => {
    expect(paths(...sources)).toEqual(expected)
  })

  test('standard input', () => {
    const stdin = () => new TextEncoder().encode(service('in'))
    const mesh = loadMeshFiles(['-'], { cwd, stdin })
    expect(mesh.resources.map(resource => [resource.name, resource.place.file])).toEqual([['in', '<stdin>']])
  })
})

describe('what can not be read', () => {
  test.each([
    ['a missing file, with the nearest name', 'mesh/c.yaml', 'MS1001', 0],
    ['a pattern without a match', 'mesh/*.toml', 'MS1006', 0],
    ['a folder without manifests', 'bare', 'MS1006', 0],
    ['an empty file', 'empty.yaml', 'MS1005', 1],
    ['a file of comments', 'comments.yaml', 'MS1005', 1],
    ['a binary file', 'binary.yaml', 'MS1003', 1],
    ['bytes that are no UTF-8', 'latin1.yaml', 'MS1004', 2],
    ['UTF-16', 'utf16.yaml', 'MS1004', 1],
    ['a file above the limit', 'huge.yaml', 'MS1002', 0],
  ])('%s', (_name, source, code, line) => {
    const { diagnostics, resources } = loadMeshFiles([source], { cwd })
    expect(diagnostics.map(diagnostic => [diagnostic.code, diagnostic.level, diagnostic.place])).toEqual([
      [code, 'error', { file: source, line, column: line === 0 ? 0 : 1 }],
    ])
    expect(resources).toEqual([])
  })

  test('the nearest name is told', () => {
    expect(loadFiles(['mesh/bb.yaml'], { cwd }).diagnostics[0].help).toBe('did you mean mesh/b.yaml?')
  })

  test('a problem with one file does not stop the others', () => {
    const mesh = loadMeshFiles(['missing.yaml', 'latin1.yaml', 'mesh/b.yaml'], { cwd })
    expect(mesh.diagnostics).toHaveLength(2)
    expect(mesh.resources.map(resource => resource.name)).toEqual(['b'])
  })
})

test('in a folder a document that is no resource is a note, an empty file too', () => {
  const mesh = loadMeshFiles(['mesh'], { cwd })
  expect(mesh.diagnostics.map(({ code, level, place }) => [code, level, place.file])).toEqual([
    ['MS2001', 'note', 'mesh/sub/values.yaml'],
  ])
  expect(mesh.fileCount).toBe(4)
  expect(loadMeshFiles(['em*.yaml'], { cwd }).diagnostics.map(({ code, level }) => [code, level])).toEqual([
    ['MS1005', 'note'],
  ])
})

test('a byte order mark is no part of the text', () => {
  const mesh = loadMeshFiles(['bom.yaml'], { cwd })
  expect(mesh.diagnostics).toEqual([])
  expect(mesh.resources[0].place).toEqual({ file: 'bom.yaml', line: 1, column: 1 })
})

test('a mesh-config file beside the resources', () => {
  const mesh = loadMeshFiles(['mesh/b.yaml'], { cwd, meshConfigFile: 'meshconfig.yaml' })
  expect(mesh.settings).toMatchObject({ rootNamespace: 'control', trustDomain: 'example.org', istio: '1.32' })
  const missing = loadMeshFiles(['mesh/b.yaml'], { cwd, meshConfigFile: 'nowhere.yaml' })
  expect(missing.diagnostics.map(({ code }) => code)).toEqual(['MS1001'])
})

test('several clusters, each with its own sources', () => {
  const mesh = loadMeshFiles(
    new Map([
      ['west', ['mesh/b.yaml', 'bom.yaml']],
      ['east', ['mesh/b.yaml', 'nowhere.yaml']],
    ]),
    { cwd },
  )
  expect(mesh.resources.map(({ cluster, name }) => `${cluster} ${name}`)).toEqual(['west b', 'west bom', 'east b'])
  expect(mesh.diagnostics.map(({ code, place }) => `${code} ${place.file}`)).toEqual(['MS1001 nowhere.yaml'])
})
