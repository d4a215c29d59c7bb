// Loaded before the command, it prints the milliseconds of user CPU time and by the clock from the start of the process until its run
// is over, which `run` says on stderr: no less than until its first event.
const write = process.stderr.write.bind(process.stderr)
process.stderr.write = (text, ...rest) => {
  if (String(text).startsWith('simulated ')) {
    write(`${JSON.stringify({ userMs: process.cpuUsage().user / 1000, clockMs: performance.now() })}\n`)
  }
  return write(text, ...rest)
}
