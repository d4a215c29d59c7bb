import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadQuickScenario } from '../src/config/load-scenario.ts'
import { simulate } from '../src/experiment/simulate.ts'
import { buildMeshsim } from './cli/meshsim.ts'
import { temporaryFolder } from './cli/temporary-folder.ts'

const MESH = 'scenarios/01-bookinfo-canary-zone-loss/mesh'
const PAGE = 'http://bookinfo.example/productpage'

/** What npm would publish, bundled anew from this source tree and installed in a project of its own. */
function installed(): string {
  const [tree, project] = [temporaryFolder(), temporaryFolder()]
  for (const name of ['package.json', 'README.md', 'LICENSE', 'schema', 'scenarios', 'scripts/bundle.mjs']) {
    cpSync(name, join(tree, name), { recursive: true })
  }
  cpSync(buildMeshsim(), join(tree, 'dist'), { recursive: true, filter: path => !path.endsWith('bundle') })
  symlinkSync(realpathSync('node_modules'), join(tree, 'node_modules'))
  execFileSync(process.execPath, [join(tree, 'scripts/bundle.mjs')])

  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', project]
  const archive = execFileSync('npm', pack, { cwd: tree, encoding: 'utf8' }).trim()
  mkdirSync(join(project, 'node_modules'))
  execFileSync('tar', ['-xzf', archive, '-C', 'node_modules'], { cwd: project })
  const own = join(project, 'node_modules/package')
  symlinkSync(realpathSync('node_modules'), join(own, 'node_modules'))
  symlinkSync('package', join(project, 'node_modules/meshsim'))
  return project
}

describe('the published package', () => {
  let project: string
  beforeAll(() => {
    project = installed()
  }, 120_000)

  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', stdio: 'pipe' })
  const meshsim = (...args: string[]) => node('node_modules/meshsim/dist/bundle/main.cjs', ...args)

  /** Two runs in threads, by the packed program. */
  const digests = () => {
    const seeds = ['--set', 'repeat.seeds=1..2', '--jobs', '2']
    const question = ['-f', `node_modules/meshsim/${MESH}`, '--to', PAGE, '--duration', '2s']
    const { runs } = JSON.parse(meshsim('run', ...question, ...seeds, '-o', 'json'))
    return runs.map(({ digest }: { digest: string }) => digest)
  }

  it('tells its version and its commands', () => {
    expect(meshsim('--version')).toBe('0.1.0\n')
    expect(meshsim('--help')).toContain('meshsim run [scenario]')
  })

  it('runs as the sources do, without bytecode and with it, in threads', async () => {
    const ofSource = async (seed: number) => {
      const { scenario } = loadQuickScenario({ files: [MESH], to: PAGE, durationNs: 2e9, seed })
      return scenario && (await simulate(scenario)).digest
    }
    const expected = [await ofSource(1), await ofSource(2)]
    const bytecode = () =>
      readdirSync(join(project, 'node_modules/meshsim/dist/bundle')).filter(name => name.endsWith('.run.cache'))
    expect(bytecode()).toEqual([])
    expect(digests()).toEqual(expected)
    expect(bytecode()).toHaveLength(1)
    expect(digests()).toEqual(expected)
  })

  it('can be imported', () => {
    writeFileSync(
      join(project, 'use.mjs'),
      `import { loadMesh } from 'meshsim'; console.log((await loadMesh('${join(project, 'node_modules/meshsim', MESH)}')).diagnostics.length)`,
    )
    expect(node('use.mjs')).toBe('0\n')
  })
})
