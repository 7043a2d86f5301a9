// The Link header (RFC 8288): which urls the partner names as next and last.
import LinkHeader from 'http-link-header';

/** The target of the first link with this relation, as it stands there; null when there is none, or the header is malformed. */
export const linkTo = (header: string | undefined, relation: 'next' | 'last'): string | null => {
  if (header === undefined) return null;
  try {
    return LinkHeader.parse(header).rel(relation)[0]?.uri ?? null;
  } catch {
    return null;
  }
};

/** Whether the header cannot be read at all: then its silence about a next page is no end. */
export const isLinkMalformed = (header: string | undefined): boolean => {
  if (header === undefined) return false;
  try {
    LinkHeader.parse(header);
    return false;
  } catch {
    return true;
  }
};
