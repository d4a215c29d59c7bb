import type { OutlierSettings } from './settings.ts'

type Cap = Pick<OutlierSettings, 'maxEjectionPercent' | 'alwaysEjectOneHost'>

/**
 * Whether one more host may be out (Envoy DetectorImpl::ejectHost): its share of all hosts counts too, so a cap of 10 %
 * lets no host of nine go. Envoy has a switch that always lets the first one go, which Istio leaves off.
 * Known differences from Envoy: none.
 */
export function mayEjectOneMore(
  ejected: number,
  hosts: number,
  { maxEjectionPercent, alwaysEjectOneHost }: Cap,
): boolean {
  const percent = (100 * (ejected + 1)) / hosts
  return percent <= maxEjectionPercent || (alwaysEjectOneHost === true && ejected === 0)
}

/** How many of so many hosts can be out at once. */
export function ejectableHosts(hosts: number, cap: Cap): number {
  let ejected = 0
  while (ejected < hosts && mayEjectOneMore(ejected, hosts, cap)) ejected++
  return ejected
}
