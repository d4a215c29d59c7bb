import { expect, test } from 'vitest'
import { terminalOf } from '../../src/cli/terminal.ts'

const tty = { isTTY: true, columns: 72 }

test('a terminal has its own width, colours and redrawn lines', () => {
  expect(terminalOf(tty, { LANG: 'en_GB.UTF-8', TERM: 'xterm' })).toEqual({
    width: 72,
    color: true,
    unicode: true,
    animated: true,
  })
})

test.each([
  ['a pipe', {}, {}, { color: false, animated: false, width: 100 }],
  ['a pipe told its width', {}, { COLUMNS: '60' }, { width: 60 }],
  ['NO_COLOR', tty, { NO_COLOR: '1' }, { color: false, animated: true }],
  ['an empty NO_COLOR', tty, { NO_COLOR: '' }, { color: true }],
  ['FORCE_COLOR in a pipe', {}, { FORCE_COLOR: '1' }, { color: true, animated: false }],
  ['NO_COLOR beside FORCE_COLOR', tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, { color: false }],
  ['TERM=dumb', tty, { TERM: 'dumb' }, { color: false, animated: false, unicode: false }],
  ['CI', tty, { CI: 'true' }, { color: true, animated: false }],
  ['CI=false', tty, { CI: 'false' }, { animated: true }],
  ['a Latin locale', tty, { LANG: 'de_DE.ISO-8859-1' }, { unicode: false }],
  ['the C locale', tty, { LANG: 'en_US.UTF-8', LC_ALL: 'C' }, { unicode: false }],
  ['no locale', tty, {}, { unicode: true }],
  ['a very wide terminal', { isTTY: true, columns: 400 }, {}, { width: 140 }],
])('%s', (_, stream, environment, expected) => {
  expect(terminalOf(stream, environment)).toMatchObject(expected)
})
