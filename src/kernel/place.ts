/** A place in a file the user gave; line and column count from 1, 0 means "no place" (made by the program itself). */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export const NO_PLACE: Place = { file: '', line: 0, column: 0 }
