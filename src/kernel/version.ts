/** Version of the package, part of what makes a run repeatable; a test holds it equal to package.json. */
export const VERSION = '0.1.0'
