import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mesh, rule, SERVICES, service, to } from '../routing/diff/meshes.ts'
import { buildMeshsim, meshsim } from './meshsim.ts'

let folder = ''

beforeAll(() => {
  buildMeshsim()
  folder = mkdtempSync(join(tmpdir(), 'meshsim-diff-'))
  const write = (name: string, subset: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'mesh.yaml'), mesh(SERVICES, rule(), service([`{ ${to(subset)} }`])))
  }
  write('base', 'v1')
  write('head', 'v2')
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

const run = (...args: readonly string[]) => meshsim(['diff', ...args], { cwd: folder })

describe('two folders', () => {
  it('prints what changed, both lines and a command', async () => {
    const { code, stdout } = await run('base', 'head')
    expect(code).toBe(0)
    expect(stdout).toContain('destination: reviews.shop:9080 v1 -> reviews.shop:9080 v2')
    expect(stdout).toMatch(/base {2}VirtualService\/shop\/reviews base\/mesh\.yaml:\d+/)
    expect(stdout).toMatch(/head {2}VirtualService\/shop\/reviews head\/mesh\.yaml:\d+/)
    expect(stdout).toContain('meshsim explain -f head --from shop/')
  })

  it('gives a command that explain takes', async () => {
    const { stdout } = await run('base', 'head', '-o', 'json')
    const { entries } = JSON.parse(stdout) as { entries: { explain: { base: string } }[] }
    const [, ...words] = entries[0].explain.base.split(' ')
    const { code, stdout: told } = await meshsim(words, { cwd: folder })
    expect(code).toBe(0)
    expect(told).toContain('v1')
  })

  it('fails on a change only where asked to', async () => {
    expect((await run('base', 'head', '--fail-on-change')).code).toBe(1)
    expect((await run('base', 'base', '--fail-on-change')).code).toBe(0)
  })

  it('writes a table for a pull request', async () => {
    const { stdout } = await run('base', 'head', '-o', 'markdown')
    expect(stdout).toContain('| requests | what changes | base | head |')
  })

  it.each([[[]], [['base']], [['base', 'head', 'more']], [['base', 'nowhere']]])('%j is bad usage', async args => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stderr).not.toBe('')
  })
})

describe('--base', () => {
  const git = (...args: readonly string[]) => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' })
  }

  it('says that there is no repository', async () => {
    const { code, stderr } = await meshsim(['diff', '--base', 'main', 'head'], {
      cwd: folder,
      env: { GIT_CEILING_DIRECTORIES: tmpdir() },
    })
    expect(code).toBe(2)
    expect(stderr).toContain('not in a git repository')
  })

  it('reads the other side from git', async () => {
    git('init', '-b', 'main')
    git('add', 'base')
    git('commit', '-m', 'base')
    writeFileSync(join(folder, 'base/mesh.yaml'), mesh(SERVICES, rule(), service([`{ ${to('v2')} }`])))
    const { code, stdout } = await run('--base', 'main', 'base', '--fail-on-change')
    expect(code).toBe(1)
    expect(stdout).toContain('base  VirtualService/shop/reviews main:base/mesh.yaml')
  })

  it('says that git does not know the revision', async () => {
    const { code, stderr } = await run('--base', 'nowhere', 'base')
    expect(code).toBe(2)
    expect(stderr).toContain('git knows no revision "nowhere"')
  })
})
