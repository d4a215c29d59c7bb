/** The IPv4 address `steps` after `base`: `10.1.0.255` + 1 = `10.1.1.0`. */
export function ipv4Plus(base: string, steps: number): string {
  const value = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + steps
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
}
