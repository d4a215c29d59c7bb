import { isTcp } from '../../compile/istio/registry/service.ts'
import { finding, type LintCheck } from '../check.ts'

export const noHttpPort: LintCheck = {
  code: 'MS2511',
  title: 'http rules for a host that has no HTTP port',
  level: 'warning',
  meaning:
    'Sidecars apply `http` rules on ports whose protocol is HTTP: by `appProtocol`, else by the first part of the port’s name (`http`, `http2`, `grpc`). Ports called `tcp-...` or `https` are opaque, and only `tcp` or `tls` rules reach them.',
  fix: 'Rename the port or set its `appProtocol`, or write `tcp` or `tls` rules.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: db }
spec: { hosts: [db], http: [{ timeout: 1s, route: [{ destination: { host: db } }] }] }
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: db }
spec: { hosts: [db], tcp: [{ route: [{ destination: { host: db } }] }] }
`,
  find: world =>
    world.merged.flatMap(vs => {
      const resource = world.resource(vs.id)
      if (!resource || vs.http.length === 0 || !vs.gateways.every(gateway => gateway === 'mesh')) return []
      const services = vs.hosts.map(host => world.registry.named(host)[0])
      const isOpaque = services.every(
        service =>
          service !== undefined && service.ports.length > 0 && service.ports.every(port => isTcp(port.protocol)),
      )
      if (!isOpaque) return []
      const ports = services
        .flatMap(service => service.ports.map(port => `${port.number} (${port.protocol})`))
        .join(', ')
      return [
        finding(
          noHttpPort,
          resource,
          ['spec', 'http'],
          `its hosts have only the ports ${ports}: these rules never apply`,
        ),
      ]
    }),
}
