/** Codes of files and YAML (MS1xxx) and of mesh resources (MS2xxx): one line each. A code is never reused. */
export const CONFIG_CODES = {
  MS1001: 'the file does not exist or cannot be read',
  MS1002: 'the file is above the size limit',
  MS1003: 'the file is not text',
  MS1004: 'the file is not valid UTF-8',
  MS1005: 'the file holds no document',
  MS1006: 'the pattern matches no file',
  MS1101: 'the YAML cannot be read',
  MS1102: 'a bracket or quote is not closed',
  MS1103: 'a tab is used for indentation',
  MS1104: 'a key is given twice in one mapping',
  MS1105: 'values are nested too deeply',
  MS1106: 'aliases expand to too many values',
  MS1107: 'an alias names no anchor before it',
  MS1108: 'a key is not a scalar',
  MS1109: 'a merge key does not hold a mapping',
} as const

export type ConfigCode = keyof typeof CONFIG_CODES
