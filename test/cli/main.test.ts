import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { frontFolder, MESH } from './front.ts'
import { buildMeshsim, ended, meshsim, startMeshsim } from './meshsim.ts'

let cwd: string
let main: string
beforeAll(() => {
  main = join(buildMeshsim(), 'cli/main.js')
  cwd = frontFolder()
}, 60_000)

const results = (out: string) => join(cwd, out, 'front/seed-1')

test('a run that passes: summary on stdout, digest last, talk on stderr, files under the seed', async () => {
  const { code, stdout, stderr } = await meshsim(['run', 'front/scenario.yaml', '--out', 'pass'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^simulated 5s in /) })
  expect(stdout).toMatch(/\nreport pass\/front\/seed-1\/report\.html\ndigest [0-9a-f]{16}\n$/)
  const files = ['report.html', 'summary.csv', 'summary.json', 'timeseries.csv']
  expect(readdirSync(results('pass')).sort()).toEqual(files)
  for (const name of files) expect(readFileSync(join(results('pass'), name), 'utf8')).not.toContain(cwd)
})

test('-o json prints exactly summary.json; run again, elsewhere, it is the same', async () => {
  const first = await meshsim(['run', 'front/scenario.yaml', '--out', 'json', '-o', 'json'], { cwd })
  const second = await meshsim(['run', 'scenario.yaml', '--out', '../again', '-o', 'json'], { cwd: join(cwd, 'front') })
  expect([first.code, second.code]).toEqual([0, 0])
  expect(first.stdout).toBe(readFileSync(join(results('json'), 'summary.json'), 'utf8'))
  expect(second.stdout).toBe(first.stdout)
  expect(JSON.parse(first.stdout)).toMatchObject({ schema: 1, seed: 1, complete: true, passed: true })
})

test('Ctrl-C writes what there is, says so, and is exit 130', async () => {
  const child = startMeshsim(['run', 'front/long.yaml', '--out', 'cut'], { cwd })
  const end = ended(child)
  // A line of progress means that the simulation is under way.
  child.stderr?.once('data', () => child.kill('SIGINT'))
  const { code, stdout, stderr } = await end
  expect(code).toBe(130)
  expect(stderr).toContain('interrupted: the results hold what was simulated until then')
  expect(stdout).toContain('interrupted at ')
  expect(JSON.parse(readFileSync(join(results('cut'), 'summary.json'), 'utf8'))).toMatchObject({ complete: false })
})

test('a reader that goes away ends the output quietly', async () => {
  const child = startMeshsim(['run', 'front/scenario.yaml', '--out', 'pipe', '-o', 'json'], { cwd })
  child.stdout?.destroy()
  const { code, stderr } = await ended(child)
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('EPIPE') })
})

/** What the command does behind `before` of a POSIX shell, its own words being `$@`. */
function inShell(before: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', before, process.execPath, main, ...args], {
    cwd,
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is exit 2, and the results are there', () => {
  const { code, stderr } = inShell('exec "$0" "$@" > /dev/full', 'run', 'front/scenario.yaml', '--out', 'full')
  expect(code).toBe(2)
  expect(stderr).toMatch(/\nmeshsim: the output cannot be written: no space left\n$/)
  expect(readdirSync(results('full'))).toContain('summary.json')
})

test.skipIf(process.platform === 'win32')(
  'results that find no place are exit 2, and the summary is told all the same',
  () => {
    const { code, stdout, stderr } = inShell(
      'ulimit -f 8; exec "$0" "$@"',
      'run',
      'front/scenario.yaml',
      '--out',
      'small',
    )
    expect(code).toBe(2)
    expect(stderr).toContain('cannot write results to small/front/seed-1: the file would be larger than allowed')
    expect(stdout).toMatch(/\ndigest [0-9a-f]{16}\n$/)
    expect(stdout).not.toContain('report small')
    expect(existsSync(join(cwd, 'small'))).toBe(false)
  },
)

test('mesh files from standard input', async () => {
  const quick = ['-f', '-', '--to', 'http://front:8080/', '--duration', '1s']
  const { code, stderr } = await meshsim(['run', ...quick, '--out', 'stdin'], { cwd, stdin: MESH })
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^simulated 1s in /) })
  expect(readdirSync(join(cwd, 'stdin/quick'))).toEqual(['seed-1'])
})
