// npm run samples -- DIR: the quick form over other people's files. Every folder under DIR with a Service in or below it is
// run as a mesh of its own and entered where its files say; one line per folder, the count last. Exit 1 unless all ran.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadMesh } from '../dist/index.js'

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const RUN = ['--rate', '50/s', '--duration', '10s', '-o', 'json']

/** Folders under `root` with a Service in or below them, and `root` itself if one lies directly in it; in path order. */
function meshFolders(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
  const holders = files.filter(({ parentPath, name }) => holdsService(join(parentPath, name)))
  const folders = holders.flatMap(({ parentPath }) => [parentPath, ...parentsBelow(root, parentPath)])
  return [...new Set(folders)].sort()
}

function holdsService(path) {
  return /^kind: *["']?Service["']? *$/m.test(readFileSync(path, 'utf8'))
}

function parentsBelow(root, folder) {
  const parent = dirname(folder)
  return folder === root || parent === root ? [] : [parent, ...parentsBelow(root, parent)]
}

/** Where a stranger would knock: the first HTTP server of a Gateway of either kind (and a path that is routed), else the first Service with an HTTP port. */
function target({ resources }) {
  return (
    gatewayUrl(resources) ??
    listenerUrl(resources) ??
    serviceUrl(resources, isHttp) ??
    serviceUrl(resources, () => true)
  )
}

function gatewayUrl(resources) {
  for (const { name, namespace, kind, apiVersion, body } of resources) {
    if (kind !== 'Gateway' || !apiVersion.startsWith('networking.istio.io/')) continue
    const server = (body.spec?.servers ?? []).find(({ port }) => /^(HTTP2?|GRPC)$/i.test(port?.protocol ?? ''))
    if (server === undefined) continue
    const host = (server.hosts?.[0] ?? '*').replace(/^.*\//, '').replace(/^\*\./, 'any.')
    const path = routedPath(resources, [name, `${namespace}/${name}`])
    return `http://${host === '*' ? 'any.example' : host}:${server.port.number}${path}`
  }
  return undefined
}

/** The first path that a VirtualService of the gateway asks for. */
function routedPath(resources, gatewayNames) {
  const bound = resources.filter(
    ({ kind, body }) => kind === 'VirtualService' && body.spec?.gateways?.some(name => gatewayNames.includes(name)),
  )
  const uris = bound
    .flatMap(({ body }) => body.spec.http ?? [])
    .flatMap(({ match = [] }) => match.map(({ uri }) => uri))
  const uri = uris.find(each => each?.exact !== undefined || each?.prefix !== undefined)
  return uri?.exact ?? uri?.prefix ?? '/'
}

/** The first HTTP listener of a Gateway of the Gateway API, under a host that it or a route of it asks for. */
function listenerUrl(resources) {
  const gateways = resources.filter(
    ({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io/'),
  )
  for (const { name, namespace, body } of gateways) {
    const listener = (body.spec?.listeners ?? []).find(({ protocol }) => protocol === 'HTTP')
    if (listener === undefined) continue
    const routes = resources.filter(
      route =>
        route.kind === 'HTTPRoute' &&
        route.body.spec?.parentRefs?.some(
          parent => parent.name === name && (parent.namespace ?? route.namespace) === namespace,
        ),
    )
    const host = listener.hostname ?? routes.flatMap(({ body }) => body.spec.hostnames ?? [])[0] ?? 'any.example'
    const rules = routes.flatMap(({ body }) => body.spec.rules ?? [])
    const path = rules.flatMap(({ matches = [] }) => matches.flatMap(match => match.path?.value ?? []))[0] ?? '/'
    return `http://${host.replace(/^\*\./, 'any.')}:${listener.port}${path}`
  }
  return undefined
}

function serviceUrl(resources, isWanted) {
  for (const { name, namespace, kind, body } of resources) {
    const port = kind === 'Service' ? (body.spec?.ports ?? []).find(isWanted) : undefined
    if (port !== undefined) return `http://${name}.${namespace}:${port.port}/`
  }
  return undefined
}

/** As Istio selects the protocol of a port: `appProtocol`, else the name up to its first dash. */
function isHttp({ name = '', appProtocol }) {
  return /^(http2?|grpc(-web)?|.*\/(h2c|ws))$/i.test(appProtocol ?? name.split('-')[0])
}

/** The quick form in a process of its own, as its user starts it. */
function run(folder, url, out) {
  const args = [PROGRAM, 'run', '-f', folder, '--to', url, ...RUN, '--out', out]
  return new Promise(resolve => {
    execFile(process.execPath, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), stdout, stderr })
    })
  })
}

/** One line: requests, how they ended, what stands out. */
function story(url, { code, stdout, stderr }) {
  if (code !== 0) return `exit ${code}: ${stderr.trim().split('\n')[0]}`
  const { requests, totals, mesh } = JSON.parse(stdout)
  const hop =
    totals.find(({ at, window, workload }) => at === 'client' && window === 'whole run' && !workload) ?? totals[0]
  const ok =
    hop === undefined || hop.requests === 0
      ? 'none seen'
      : `${Math.round((100 * (hop.outcomes.ok ?? 0)) / hop.requests)}% ok`
  const notes = [
    [mesh.notModelled, 'not modelled'],
    [mesh.warnings, mesh.warnings.length === 1 ? 'warning' : 'warnings'],
    [mesh.assumed, 'assumed'],
  ]
  const told = notes.filter(([list]) => list.length > 0).map(([list, what]) => `${list.length} ${what}`)
  return [`${url}  ${requests.born} requests`, ok, ...told].join(', ')
}

const [dir] = process.argv.slice(2)
if (dir === undefined || !existsSync(dir)) {
  console.error('usage: npm run samples -- DIR, a folder with Kubernetes and Istio manifests')
  process.exit(2)
}
const folders = meshFolders(dir)
const out = mkdtempSync(join(tmpdir(), 'meshsim-samples-'))
let ran = 0
for (const folder of folders) {
  const url = target(await loadMesh(folder))
  const end = url === undefined ? { code: 'no Service with a port', stderr: '' } : await run(folder, url, out)
  if (end.code === 0) ran++
  console.log(`${end.code === 0 ? 'ok  ' : 'FAIL'} ${relative(dir, folder) || '.'}  ${story(url, end)}`)
}
rmSync(out, { recursive: true })
console.log(`${ran} of ${folders.length} folders ran`)
process.exitCode = ran === folders.length && ran > 0 ? 0 : 1
