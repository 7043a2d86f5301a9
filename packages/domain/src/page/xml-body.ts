// XML bodies as plain objects: elements are members, attributes members with "@" in front, text beside either is "#text", all
// values texts without blanks around them. Document type definitions are refused, so there are no entities but XML's own five
// and characters by number.
import { map, right, type Either } from 'fp-ts/lib/Either.js';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeText } from './body-text.ts';
import { malformed, MOST_DEPTH, tooDeep, type PageMalformed } from './page-malformed.ts';
import { pickRecords, unlessError, withoutRecords } from './pick-records.ts';
import { atLocation, isDescendant, stepOf, type RecordPath } from './record-path.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decodeReferences = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );

/** XML cannot say that an element is one of several when there is but one; the path that leads to the records does. */
const repeatedIn = (path: RecordPath): ReadonlySet<string> => {
  if (path._tag === 'Names') return new Set(path.names.length > 1 ? [path.names.join('.')] : []);
  const repeated = new Set<string>();
  const names: string[] = [];
  for (const segment of path.query.segments) {
    if (isDescendant(segment)) return repeated;
    const step = stepOf(segment);
    if (typeof step === 'string') names.push(step);
    // The root is never one of several.
    else if (names.length > 1) repeated.add(names.join('.'));
  }
  return repeated;
};

const parse = (body: Uint8Array, repeated: ReadonlySet<string>): Either<PageMalformed, unknown> => {
  const decoded = decodeText(body);
  if (decoded._tag === 'Left') return decoded;
  const text = decoded.right.trimStart();
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return malformed('the body has a document type definition');
  try {
    // The parser takes what is cut off or ill-formed; the validator does not.
    if (XMLValidator.validate(text) !== true) return malformed(`the body (${body.length} bytes) is not XML`);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      // Numbers stay texts: ids may be longer than a number holds, or begin with zeros.
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      maxNestedTags: MOST_DEPTH,
      entityDecoder: {
        decode: decodeReferences,
        setExternalEntities: () => undefined,
        addInputEntities: () => undefined,
        reset: () => undefined,
        setXmlVersion: () => undefined,
      },
      isArray: (_, path) => repeated.has(String(path)),
    });
    return right(parser.parse(text) as unknown);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Maximum nested tags')) return tooDeep;
    // Names that would reach an object's prototype end here too.
    return malformed(`the body (${body.length} bytes) is not XML that can be read`);
  }
};

/** The document without any path to records: an element that occurs once is no array. */
export const parseXml = (body: Uint8Array): Either<PageMalformed, unknown> => parse(body, new Set());

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** Where an error shows: as the root itself (<Error>) or right under it (<response><error>). */
const outerMembers = (document: unknown): Readonly<Record<string, unknown>> => {
  const roots = membersOf(document);
  return { ...roots, ...membersOf(Object.values(roots)[0]) };
};

const hasRepeated = (value: unknown): boolean =>
  Object.values(membersOf(value)).some((member) => Array.isArray(member));

/** The path as it is meant here: the last "[*]" behind names is what `repeatedIn` makes of those names anyway. */
const plain = (path: RecordPath): RecordPath => {
  if (path._tag === 'Names' || path.singular) return path;
  const steps = path.query.segments.map(stepOf);
  const names = steps.slice(0, -1).filter((step) => typeof step === 'string');
  const last = path.query.segments.at(-1);
  const isPlain = names.length === steps.length - 1 && names.length > 1 && last?.toString() === '[*]';
  return isPlain ? { _tag: 'Names', names } : path;
};

export const readXml = (
  body: Uint8Array,
  asked: RecordPath,
  recordsAt: string,
): Either<PageMalformed, { readonly document: unknown; readonly records: ReadonlyArray<unknown> }> => {
  const path = plain(asked);
  const parsed = parse(body, repeatedIn(path));
  if (parsed._tag === 'Left') return parsed;
  const document = parsed.right;
  const outer = outerMembers(document);
  const withDocument = map((records: ReadonlyArray<unknown>) => ({ document, records }));
  const picked = pickRecords(document, path, recordsAt);
  if (picked._tag === 'Right') return withDocument(unlessError(outer, picked.right));
  // No element of that name in a parent that is there is an empty page, unless others repeat there: then the name is wrong.
  const parent =
    path._tag === 'Names' && path.names.length > 1
      ? atLocation(document, path.names.slice(0, -1))
      : undefined;
  return parent === undefined || hasRepeated(parent)
    ? withoutRecords(outer, recordsAt)
    : withDocument(unlessError(outer, []));
};
