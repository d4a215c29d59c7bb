/** What a bootstrap of one proxy cannot hold, each thing told once. */
export class LeftOut {
  private readonly told = new Set<string>()

  /** @param what one phrase for a person, the name first */
  add(what: string): void {
    this.told.add(what)
  }

  get list(): readonly string[] {
    return [...this.told]
  }
}
