/** What a field may hold, as far as the CRD says it: a compact form of OpenAPI's schema. */
export interface FieldSchema {
  readonly type: 'object' | 'map' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'intOrString' | 'any'
  /** Of an object: name to index of its schema. */
  readonly fields?: Readonly<Record<string, number>>
  /** Fields that the table does not name are allowed. */
  readonly open?: boolean
  /** Of an array or map: index of the schema of what it holds. */
  readonly items?: number
  readonly required?: readonly string[]
  /** Groups of fields of which at most one, or with `isNeeded` exactly one, may be set. */
  readonly oneOf?: readonly { readonly names: readonly string[]; readonly isNeeded: boolean }[]
  readonly enum?: readonly unknown[]
  /** Regular expression somewhere in the text, unless it has anchors. */
  readonly pattern?: string
  /** `duration`: Go's notation (`1h30m`, `250ms`) of at least 1 ms. */
  readonly format?: 'duration'
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
}

/** A kind of Istio: the index of its `spec` per served version. */
export interface KindSchema {
  readonly group: string
  readonly kind: string
  readonly versions: Readonly<Record<string, number>>
}
