import type { BalancerPolicy } from '../../../dataplane/cluster.ts'

/** Envoy's upper bound of minimum_ring_size, and its own maximum_ring_size. */
const RING_LIMIT = 8_388_608

/**
 * Why Envoy would refuse a cluster that istiod's validation lets through; undefined = it takes it. The other clusters of
 * the push are taken, so that a proxy lacks this one alone. Bounds of RingHashLbConfig and MaglevLbConfig, as Envoy 1.40.0
 * answers to --mode validate.
 */
export function balancerRejection({ kind, minimumRingSize = 0, maglevTableSize }: BalancerPolicy): string | undefined {
  if (kind === 'RING_HASH' && minimumRingSize > RING_LIMIT) {
    return `minimum_ring_size must be less than or equal to ${RING_LIMIT}`
  }
  // One counts as a prime, and Envoy divides by the size less one.
  if (kind === 'MAGLEV' && maglevTableSize === 1) return 'a Maglev table of one entry ends the proxy'
  return undefined
}
