import { fields, list, optionalNumber, text, texts } from '../../compile/istio/field.ts'
import { resolveShortName } from '../../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import { resolveGateway } from '../../compile/istio/virtual-service/parse-match.ts'
import { finding, type LintCheck } from '../check.ts'
import { specOf } from '../world.ts'

/** core/route/route.go:GetDestinationCluster. */
export const unknownPort: LintCheck = {
  code: 'MS2514',
  title: 'a destination port that the Service does not have, or that is missing where it has several',
  level: 'warning',
  meaning:
    'The port of a destination names a cluster; one that the Service does not have leads to 503 with the flag NC. Without a port, a Service with one port is clear; for one with several, the port of the listener is taken, which at a gateway is the gateway’s own (80, 443).',
  fix: 'Write `port: { number: ... }` with a port of the Service (not its targetPort).',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, port: { number: 8080 } } }] }] }
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, port: { number: 80 } } }] }] }
`,
  find: world =>
    world.ofKind('VirtualService').flatMap(resource => {
      const spec = specOf(resource)
      const gateways = texts(spec.gateways).map(name => resolveGateway(name, resource.namespace))
      const listened = world.gateways
        .filter(({ key }) => gateways.includes(key))
        .flatMap(({ servers }) => servers.map(({ port }) => port))
      return ['http', 'tls', 'tcp'].flatMap(kind =>
        list(spec[kind]).flatMap((rule, i) =>
          list(fields(rule).route).flatMap((entry, j) => {
            const { host, port } = fields(fields(entry).destination)
            const services = world.registry.named(resolveShortName(text(host), resource.namespace, CLUSTER_DOMAIN))
            const ports = services.flatMap(service => service.ports.map(({ number }) => number))
            if (ports.length === 0) return []
            const path = ['spec', kind, i, 'route', j, 'destination']
            const there = `it has ${[...new Set(ports)].join(', ')}`
            const number = optionalNumber(fields(port).number)
            if (number !== undefined) {
              if (ports.includes(number)) return []
              const message = `${text(host)} has no port ${number}: such a request gets 503 NC`
              return [finding(unknownPort, resource, [...path, 'port', 'number'], message, there)]
            }
            const missing = listened.find(each => !ports.includes(each))
            if (new Set(ports).size < 2 || missing === undefined || kind !== 'http') return []
            const message = `${text(host)} has several ports, and none is named: at the gateway port ${missing} is taken, which gives 503 NC`
            return [finding(unknownPort, resource, path, message, there)]
          }),
        ),
      )
    }),
}
