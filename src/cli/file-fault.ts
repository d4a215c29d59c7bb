const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  EFBIG: 'the file would be larger than allowed',
  ENAMETOOLONG: 'the name is too long',
}

/** Why a file could not be written, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message
}

/** The system refused to read or write: nothing that meshsim could do better. */
export function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

/** Why results could not be written, in words; undefined when they were. What is no fault of a file is thrown on. */
export async function writingFault(writing: Promise<void>): Promise<string | undefined> {
  try {
    await writing
    return undefined
  } catch (error) {
    if (isFileFault(error)) return reasonOf(error)
    throw error
  }
}
