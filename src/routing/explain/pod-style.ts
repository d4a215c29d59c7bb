import { addressOf, type EndpointStyle } from '../golden/endpoint-style.ts'

/** Endpoints as the newer recordings write them: pods without their namespace, and whether mesh mTLS reaches them. */
export const podStyle: EndpointStyle = {
  showsMtls: true,
  nameOf: endpoint => {
    if (endpoint.pod === '') return addressOf(endpoint)
    const parts = endpoint.pod.split('/')
    return [...parts.slice(0, -2), ...parts.slice(-1)].join('/')
  },
}
