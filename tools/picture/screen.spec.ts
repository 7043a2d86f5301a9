import { describe, expect, it } from 'vitest';
import { framesOf } from './screen.mjs';

describe('a recorded terminal', () => {
  it('redraws a line after a carriage return, and starts a new one after a line feed', () => {
    expect(
      framesOf([
        { at: 0, text: 'hello\r\n10 %' },
        { at: 50, text: '\r\u001B[2K100 %' },
        { at: 90, text: '\r\u001B[2Kdone\r\n' },
      ]),
    ).toEqual([
      { at: 0, lines: ['hello', '10 %'] },
      { at: 50, lines: ['hello', '100 %'] },
      { at: 90, lines: ['hello', 'done', ''] },
    ]);
  });

  it('writes over what stands there, and leaves colours out', () => {
    expect(framesOf([{ at: 1, text: 'abcdef\rXY\u001B[1;32mZ\u001B[0m' }])).toEqual([
      { at: 1, lines: ['XYZdef'] },
    ]);
  });
});
