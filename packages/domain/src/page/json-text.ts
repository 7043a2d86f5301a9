// Moves through a JSON text without parsing it, so that values can be cut out as they came: big integers, escapes and key
// order survive. It never recurses and never fails; a text that is cut off simply ends. What is no JSON is not found here.

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;
const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

export const opensArray = (text: string, at: number): boolean => text.charCodeAt(at) === 91;
export const opensObject = (text: string, at: number): boolean => text.charCodeAt(at) === 123;

/** The index just behind the string that opens at `at`; the text's end when the string does not end. */
const skipString = (text: string, at: number): number => {
  for (let i = text.indexOf('"', at + 1); i >= 0; i = text.indexOf('"', i + 1)) {
    // A quote behind an odd number of backslashes is part of the string.
    let before = i - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((i - before) % 2 === 1) return i + 1;
  }
  return text.length;
};

export const skipBlank = (text: string, at: number): number => {
  let i = at;
  while (isBlank(text.charCodeAt(i))) i += 1;
  return i;
};

/** The index just behind the value that begins at `at`; blanks behind a number or a word belong to it, see `trimEnd`. */
export const skipValue = (text: string, at: number): number => {
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = skipString(text, i);
    else if (isOpening(code)) {
      depth += 1;
      i += 1;
    } else if (isClosing(code)) {
      if (depth === 0) return i;
      depth -= 1;
      i += 1;
    } else if (depth === 0 && code === COMMA) return i;
    else {
      i += 1;
      continue;
    }
    if (depth === 0) return i;
  }
  return i;
};

const trimEnd = (text: string, from: number, to: number): number => {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
};

/** The value between two indexes, without blanks at its end. */
export const cut = (text: string, from: number, to: number): string =>
  text.slice(from, trimEnd(text, from, to));

/** The name of a member, from quote to quote; parsed only when it holds an escape. */
const nameOf = (text: string, at: number, end: number): string | null => {
  const name = text.slice(at + 1, end - 1);
  if (!name.includes('\\')) return name;
  try {
    const parsed: unknown = JSON.parse(text.slice(at, end));
    return typeof parsed === 'string' ? parsed : null;
  } catch {
    return null;
  }
};

/**
 * Goes through the members of the object that opens at `at`.
 * @param visit gets a member's name and where its value begins, and answers the index just behind that value
 * @returns the index just behind the object
 */
export const eachMember = (
  text: string,
  at: number,
  visit: (name: string | null, valueAt: number) => number,
): number => {
  let i = skipBlank(text, at + 1);
  while (text.charCodeAt(i) === QUOTE) {
    const end = skipString(text, i);
    // Behind the name comes a colon.
    const valueAt = skipBlank(text, skipBlank(text, end) + 1);
    i = skipBlank(text, visit(nameOf(text, i, end), valueAt));
    if (text.charCodeAt(i) === COMMA) i = skipBlank(text, i + 1);
  }
  return i + 1;
};

/**
 * Goes through the elements of the array that opens at `at`.
 * @param visit gets an element's index and where it begins, and answers the index just behind it
 * @returns the index just behind the array
 */
export const eachElement = (
  text: string,
  at: number,
  visit: (index: number, valueAt: number) => number,
): number => {
  let i = skipBlank(text, at + 1);
  for (let index = 0; i < text.length && !isClosing(text.charCodeAt(i)); index += 1) {
    i = skipBlank(text, visit(index, i));
    if (text.charCodeAt(i) === COMMA) i = skipBlank(text, i + 1);
  }
  return i + 1;
};

/** Whether arrays and objects stand in each other more than `most` deep. */
export const isDeeperThan = (text: string, most: number): boolean => {
  let depth = 0;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = skipString(text, i);
      continue;
    }
    if (isOpening(code)) {
      depth += 1;
      if (depth > most) return true;
    } else if (isClosing(code)) depth -= 1;
    i += 1;
  }
  return false;
};

/** Inside of strings JSON has no line breaks, so a text without any is on one line. */
export const hasLineBreaks = (text: string): boolean => text.includes('\n') || text.includes('\r');

/** A value on one line: blanks outside strings are dropped. */
export const onOneLine = (value: string): string => {
  const pieces: string[] = [];
  for (let i = skipBlank(value, 0); i < value.length; i = skipBlank(value, i)) {
    const from = i;
    while (i < value.length && !isBlank(value.charCodeAt(i)))
      i = value.charCodeAt(i) === QUOTE ? skipString(value, i) : i + 1;
    pieces.push(value.slice(from, i));
  }
  return pieces.join('');
};
