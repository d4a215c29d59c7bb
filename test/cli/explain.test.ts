import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { MESH } from './front.ts'
import { typed } from './typed.ts'

let mesh: string
beforeAll(() => {
  mesh = join(mkdtempSync(join(tmpdir(), 'meshsim-explain-')), 'mesh.yaml')
  writeFileSync(mesh, MESH)
})

const URL = 'http://front:8080/a?b=1'
const JSON_OF = async (...args: string[]) =>
  JSON.parse((await typed('explain', '-f', mesh, '-o', 'json', ...args)).data)

describe('explain METHOD URL', () => {
  test('prints the trail on stdout, and nothing else', async () => {
    const { code, data, talk } = await typed('explain', '-f', mesh, '--from', 'front-v1', 'POST', URL, '-H', 'a: b')
    expect({ code, talk }).toEqual({ code: 0, talk: '' })
    const lines = data.split('\n')
    expect(lines.slice(0, 4)).toEqual([
      `POST ${URL} (a: b)`,
      'from workload default/front-v1: named by --from',
      '',
      'at the sidecar of default/front-v1 (pod front-v1-0)',
    ])
    expect(data).toContain('  ✓ default route  takes every request')
    expect(data).toContain(`${mesh}:2`)
    expect(data).toContain('outcome       the answer of an endpoint of outbound|8080||front.default.svc.cluster.local')
  })

  test('without a method it is GET, without --from a stand-in calls where no Gateway serves', async () => {
    const { from, request, assumed } = await JSON_OF(URL)
    expect(request).toEqual({ method: 'GET', url: URL, headers: {} })
    expect(from).toEqual({ workload: 'client', namespace: 'default', why: 'no Gateway serves the URL' })
    expect(assumed).toHaveLength(1)
  })

  test('headers are as typed: Host replaces the authority, equal names are lines, "absent" is a value', async () => {
    const { request, got } = await JSON_OF(URL, '-H', 'Host: other', '-H', 'x:1', '-H', 'X: 2', '-H', 'y:absent')
    expect(request.headers).toEqual({ host: 'other', x: ['1', '2'], y: 'absent' })
    expect(got).toMatchObject({ vhost: 'allow_any', upstream: { authority: 'other' } })
  })

  test('--set changes the release', async () => {
    const { code, talk } = await typed('explain', '-f', mesh, URL, '--set', 'mesh.istio="1.2"')
    expect({ code, talk }).toEqual({ code: 2, talk: expect.stringContaining('1.24') })
  })

  test.each([
    ['an unknown caller', ['--from', 'fornt-v1', URL], 'did you mean front-v1?'],
    ['an unknown gateway', ['--from', 'gateway:default/frnt:80', URL], 'gateway:default/front'],
    ['a scheme that is not simulated', ['ftp://front/'], 'URL error'],
    ['a URL with a space', ['http://front/ x'], 'holds a space'],
    ['a method alone', ['GET'], '"GET" is no URL'],
    ['a wrong method', ['G/T', URL], '"G/T" is no HTTP method'],
    ['too many words', ['GET', URL, 'x'], '"x" is one argument too many'],
    ['a header without colon', [URL, '-H', 'end-user'], 'is no header'],
    ['a header name that is none', [URL, '-H', 'end user: a'], 'is no header'],
    ['a header with a line break', [URL, '-H', 'a: b\nc: d'], 'is no header'],
    ['a request without a run', [URL, '--request', 'a#1'], '--request belongs to --run'],
  ])('%s is exit 2, told on stderr', async (_, args, words) => {
    const { code, data, talk } = await typed('explain', '-f', mesh, ...args)
    expect(talk).toContain(words)
    expect({ code, data }).toEqual({ code: 2, data: '' })
  })

  test('needs files, and something to explain', async () => {
    expect(await typed('explain', URL)).toMatchObject({ code: 2, talk: expect.stringContaining('explain needs -f') })
    expect(await typed('explain')).toMatchObject({ code: 2, talk: expect.stringContaining('nothing to explain') })
  })

  test('files that istiod would refuse stop it', async () => {
    const bad = join(mesh, '../bad.yaml')
    writeFileSync(
      bad,
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: x }\nspec: { hsts: [a] }\n',
    )
    const { code, talk } = await typed('explain', '-f', mesh, '-f', bad, URL)
    expect({ code, talk }).toEqual({ code: 2, talk: expect.stringContaining('bad.yaml:4') })
  })
})

describe('explain CODE', () => {
  test.each([['ms3004', 'MS3004: A number without its unit\n']])('%s', async (code, text) => {
    expect(await typed('explain', code)).toEqual({ code: 0, data: text, talk: '' })
  })

  test('one that lint has a page of prints the page', async () => {
    const { code, data, talk } = await typed('explain', 'MS2104')
    expect({ code, talk }).toEqual({ code: 0, talk: '' })
    expect(data).toMatch(/^## MS2104: a rule or match is never reached\n.*Found in:.*prefix: \/api.*Not found in:/s)
  })

  test('an unknown one is exit 2, with the nearest', async () => {
    const { code, data, talk } = await typed('explain', 'MS2140')
    expect({ code, data }).toEqual({ code: 2, data: '' })
    expect(talk).toMatch(/no diagnostic has the code MS2140; did you mean MS\d{4}\?/)
  })

  test('-o json', async () => {
    const { data } = await typed('explain', 'MS2104', '-o', 'json')
    expect(JSON.parse(data)).toMatchObject({
      code: 'MS2104',
      meaning: 'a rule or match is never reached',
      level: 'warning',
    })
  })
})
