import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputError, loadMesh, loadScenario } from '../../src/experiment/input.ts'
import { servers } from '../engine/meshes.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshsim-input-'))
  writeFileSync(join(folder, 'mesh.yaml'), servers(1, 'server'))
  writeFileSync(join(folder, 'broken.yaml'), 'kind: Service\n  name: [')
  const traffic = 'traffic: { load: { to: http://server/, rate: 1/s } }\n'
  writeFileSync(join(folder, 'scenario.yaml'), `duration: 1s\nmesh: { files: mesh.yaml }\n${traffic}`)
  writeFileSync(join(folder, 'wrong.yaml'), `duration: 1\nmesh: { files: missing.yaml }\n${traffic}`)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('loadScenario', () => {
  it('reads a file, or the scenario of a folder', async () => {
    const byFolder = await loadScenario(folder)
    const byFile = await loadScenario(join(folder, 'scenario.yaml'))
    expect(byFolder).toEqual(byFile)
    expect(byFile).toMatchObject({ seed: 1, durationNs: 1e9 })
    expect(byFile.mesh.resources.map(({ kind }) => kind)).toEqual(['Deployment', 'Service'])
  })

  it('takes a seed and settings from its caller', async () => {
    const scenario = await loadScenario(folder, { seed: 7, set: ['duration=5s'] })
    expect(scenario).toMatchObject({ seed: 7, durationNs: 5e9 })
  })

  it('rejects with every problem at once', async () => {
    const problem = await loadScenario(join(folder, 'wrong.yaml')).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(InputError)
    const { diagnostics, message, name } = problem as InputError
    expect(name).toBe('InputError')
    expect(diagnostics.map(({ place }) => place.line)).toEqual(expect.arrayContaining([1, 2]))
    expect(message.split('\n')).toHaveLength(diagnostics.length)
  })

  it('a file that is not there is a problem like any other', async () => {
    await expect(loadScenario(join(folder, 'nowhere.yaml'))).rejects.toBeInstanceOf(InputError)
  })
})

describe('loadMesh', () => {
  it('reads files and objects; later ones win', async () => {
    const renamed = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'server' },
      spec: { ports: [{ name: 'http', port: 8080 }] },
    }
    const mesh = await loadMesh(join(folder, 'mesh.yaml'), renamed)
    expect(mesh.resources.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['Deployment/server', 'Service/server'])
    expect(mesh.resources[1].body.spec).toMatchObject({ ports: [{ port: 8080 }] })
    expect(mesh.diagnostics).toEqual([])
  })

  it('never rejects for what is in the files: it tells, and goes on without', async () => {
    const mesh = await loadMesh(join(folder, 'broken.yaml'), join(folder, 'mesh.yaml'), join(folder, 'nowhere.yaml'))
    expect(mesh.resources).toHaveLength(2)
    expect(mesh.diagnostics.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(2)
  })
})
