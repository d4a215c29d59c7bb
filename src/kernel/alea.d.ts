/** The one generator of seedrandom that is used; the package's types are those of its index, which loads all the others, too. */
declare module 'seedrandom/lib/alea.js' {
  interface Alea {
    /** Uniform in [0, 1), 32 bits. */
    (): number
    /** Uniform in [0, 1), 53 bits. */
    double(): number
  }
  function alea(seed: string): Alea
  export = alea
}
