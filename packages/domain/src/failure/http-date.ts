// Points in time as HTTP headers write them: the three forms of RFC 9110 §5.6.7, and RFC 3339, which some partners use.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const DAY_NAME = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*';
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})';
/** "Sun, 06 Nov 1994 08:49:37 GMT" and, obsolete, "Sunday, 06-Nov-94 08:49:37 GMT". */
const DAY_FIRST = new RegExp(
  `^(?:${DAY_NAME},? )?(\\d{1,2})[ -]${MONTH}[ -](\\d{4}|\\d{2}) ${TIME} (?:gmt|utc|\\+0000)$`,
  'i',
);
/** What C's asctime() writes, obsolete: "Sun Nov  6 08:49:37 1994". It has no zone and means UTC. */
const MONTH_FIRST = new RegExp(`^${DAY_NAME} ${MONTH} +(\\d{1,2}) ${TIME} (\\d{4})$`, 'i');
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

const YEAR_MS = 365.25 * 86_400_000;

/** RFC 9110 §5.6.7: a year of two digits that would be more than 50 years ahead is of the century before. */
const fullYear = (digits: string, nowMs: number): number => {
  const year = Number(digits);
  if (digits.length === 4) return year;
  const nowYear = Math.floor(1970 + nowMs / YEAR_MS);
  const inThisCentury = Math.floor(nowYear / 100) * 100 + year;
  return inThisCentury > nowYear + 50 ? inThisCentury - 100 : inThisCentury;
};

const utc = (year: number, month: string, [day, hours, minutes, seconds]: ReadonlyArray<string>): number =>
  Date.UTC(
    year,
    MONTHS.indexOf(month.toLowerCase()),
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  );

/**
 * @param nowMs decides the century of a year of two digits
 * @returns milliseconds since the epoch; null when the text is no date
 */
export const readDate = (text: string, nowMs: number): number | null => {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, day = '', month = '', year = '', ...time] = dayFirst;
    return utc(fullYear(year, nowMs), month, [day, ...time]);
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst !== null) {
    const [, month = '', day = '', hours = '', minutes = '', seconds = '', year = ''] = monthFirst;
    return utc(Number(year), month, [day, hours, minutes, seconds]);
  }
  const at = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};
