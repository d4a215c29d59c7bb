/** The part of jStat that is used; the package has no types. */
declare module 'jstat' {
  interface JStat {
    readonly studentt: { inv(probability: number, degreesOfFreedom: number): number }
    readonly normal: { inv(probability: number, mean: number, standardDeviation: number): number }
  }
  const jstat: JStat
  export = jstat
}
