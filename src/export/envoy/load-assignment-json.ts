import type { Endpoint, LoadAssignment, LocalityEndpoints } from '../../dataplane/endpoint.ts'
import type { Locality } from '../../kernel/locality.ts'
import type { EndpointAddresses } from './addresses.ts'
import type { JsonObject } from './json.ts'

/** envoy.config.endpoint.v3.ClusterLoadAssignment */
export function loadAssignment(
  cluster: string,
  assignment: LoadAssignment | undefined,
  addresses: EndpointAddresses,
): JsonObject {
  return {
    cluster_name: cluster,
    ...(assignment?.overprovisioning !== undefined && {
      policy: { overprovisioning_factor: assignment.overprovisioning },
    }),
    endpoints: (assignment?.localities ?? []).map(each => localityEndpoints(each, addresses)),
  }
}

function localityEndpoints(
  { locality, priority, weight, endpoints }: LocalityEndpoints,
  addresses: EndpointAddresses,
): JsonObject {
  return {
    locality: localityJson(locality),
    ...(priority > 0 && { priority }),
    ...(weight > 0 && { load_balancing_weight: weight }),
    lb_endpoints: endpoints.map(each => lbEndpoint(each, addresses)),
  }
}

function lbEndpoint(endpoint: Endpoint, addresses: EndpointAddresses): JsonObject {
  const { address, port } = addresses.of(endpoint)
  return {
    endpoint: { address: { socket_address: { address, port_value: port } } },
    ...(endpoint.health !== 'HEALTHY' && { health_status: endpoint.health }),
    load_balancing_weight: Math.max(1, endpoint.weight),
    // Rings and tables are built from the address that the endpoint has in the mesh, whatever it has here.
    ...(addresses.areMapped && { metadata: { filter_metadata: { 'envoy.lb': { hash_key: endpoint.address } } } }),
  }
}

/** envoy.config.core.v3.Locality */
export function localityJson({ region, zone, subzone }: Locality): JsonObject {
  return {
    ...(region !== '' && { region }),
    ...(zone !== '' && { zone }),
    ...(subzone !== '' && { sub_zone: subzone }),
  }
}
