/** A fault of the program, never of the user's input. The CLI prints it with the command that repeats it and exits 70. */
export class InternalFault extends Error {
  override readonly name = 'InternalFault'
}

/** Always on: a simulation that breaks its own invariants must stop rather than report a wrong figure. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InternalFault(message)
}

/** For checks on the way of every event, where building the message each time would cost more than the check. */
export function fault(message: string): never {
  throw new InternalFault(message)
}
