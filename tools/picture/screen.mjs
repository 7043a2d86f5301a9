// A terminal's screen as far as our command line uses it: text, carriage return, line feed, "clear line". No colours.
/** @typedef {{ at: number, text: string }} Piece what came, and when, in milliseconds */
/** @typedef {{ at: number, lines: readonly string[] }} Frame */

const ESC = String.fromCodePoint(27);
const TOKEN = new RegExp(`${ESC}\\[([0-9;?]*)([A-Za-z])|\\r|\\n|[^${ESC}\\r\\n]+|${ESC}`, 'gu');

/**
 * The screens that a recording went through, each with the time at which it came.
 * @param {readonly Piece[]} pieces @returns {readonly Frame[]}
 */
export const framesOf = (pieces) => {
  /** @type {string[]} */
  let lines = [''];
  let column = 0;
  /** @type {Frame[]} */
  const frames = [];
  const put = (/** @type {string} */ text) => {
    const line = lines.at(-1) ?? '';
    lines = [
      ...lines.slice(0, -1),
      line.slice(0, column).padEnd(column) + text + line.slice(column + text.length),
    ];
    column += text.length;
  };
  for (const { at, text } of pieces) {
    for (const [token, , command] of text.matchAll(TOKEN)) {
      if (token === '\r') column = 0;
      else if (token === '\n') {
        lines = [...lines, ''];
        column = 0;
      } else if (command === 'K') lines = [...lines.slice(0, -1), ''];
      else if (command === undefined && token !== ESC) put(token);
    }
    frames.push({ at, lines });
  }
  return frames;
};
