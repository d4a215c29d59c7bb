import type { Diagnostic } from './diagnostic.ts'

/** A file's bytes as text without a byte order mark, or why they are none. */
export function decodeText(bytes: Uint8Array, file: string): string | Diagnostic {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) return notUtf8(file, 1, 'the file is UTF-16, not UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    if (bytes.includes(0))
      return { ...notUtf8(file, 1, 'the file is not text'), code: 'MS1003', help: 'is it the right file?' }
    const lenient = new TextDecoder('utf-8').decode(bytes)
    const line = lenient.slice(0, lenient.indexOf('\uFFFD')).split('\n').length
    return notUtf8(file, line, 'this line holds bytes that are not UTF-8')
  }
}

function notUtf8(file: string, line: number, message: string): Diagnostic {
  return { code: 'MS1004', level: 'error', message, place: { file, line, column: 1 }, help: 'save the file as UTF-8' }
}
