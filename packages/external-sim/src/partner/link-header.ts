// The RFC 8288 Link header, plain or as hard to read as the RFC allows.
import type { OddLink } from '../config/style-config.ts';

export interface Link {
  readonly rel: 'next' | 'prev' | 'first' | 'last';
  readonly url: string;
}

/** `http://host/payload?page=2` as a reference relative to /payload. */
const relative = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : url);

const write = ({ rel, url }: Link, odd: OddLink | null): string => {
  switch (odd) {
    case null:
      return `<${url}>; rel="${rel}"`;
    case 'unquoted':
      return `<${url}>;rel=${rel}`;
    case 'extra-params':
      // Commas, semicolons, quotes and a rel that is none, all inside a quoted string.
      return `<${url}>; title="pages, all; \\"rel=next\\", <x>"; rel="${rel}"; type="application/json"`;
    case 'several-rels':
      return `<${url}>; rel="https://rels.example/page ${rel}"`;
    case 'upper-case':
      return `<${url}>; REL="${rel.toUpperCase()}"`;
    case 'relative':
      return `<${relative(url)}>; rel="${rel}"`;
    case 'all':
      return `<${relative(url)}> ; title="pages, all; \\"rel=next\\", <x>" ;REL="https://rels.example/page ${rel.toUpperCase()}"`;
  }
};

/** The value of the header; undefined if there is no link to give. */
export const linkHeader = (links: readonly Link[], odd: OddLink | null): string | undefined =>
  links.length === 0 ? undefined : links.map((link) => write(link, odd)).join(odd === 'all' ? ' ,, ' : ', ');
