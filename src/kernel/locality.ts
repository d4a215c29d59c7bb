/** Where a pod runs, as in Envoy's `core.v3.Locality`; an empty string means unknown. */
export interface Locality {
  readonly region: string
  readonly zone: string
  readonly subzone: string
}

export const NO_LOCALITY: Locality = { region: '', zone: '', subzone: '' }

/** `region/zone/subzone` without trailing empty parts; the empty string for an unknown locality. */
export function localityText(locality: Locality): string {
  const { region, zone, subzone } = locality
  return subzone ? `${region}/${zone}/${subzone}` : zone ? `${region}/${zone}` : region
}
