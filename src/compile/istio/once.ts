/** Makes a value on first use. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Makes a value per key on first use; `undefined` is remembered too. */
export function onDemand<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>()
  return key => {
    if (made.has(key)) return made.get(key) as T
    const value = make(key)
    made.set(key, value)
    return value
  }
}
