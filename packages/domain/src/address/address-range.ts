// To which range an IP address belongs, so that a caller can keep to public ones.
// It reads strict notations only (what a resolver or a normalised url yields); it does not resolve names.
import ipaddr from 'ipaddr.js';

/**
 * 'public' = globally reachable unicast, the only range that is permitted by default.
 * 'unrecognised' = not an IP address in strict notation: judged as not public, so that a doubt never opens a door.
 */
export type AddressRange =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'linkLocal'
  | 'metadata'
  | 'uniqueLocal'
  | 'siteLocal'
  | 'carrierGradeNat'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  | 'benchmarking'
  | 'discard'
  | '6to4'
  | 'teredo'
  | 'translated'
  | 'reserved'
  | 'unrecognised';

type Address = ReturnType<typeof ipaddr.parse>;
type Judge = (bytes: ReadonlyArray<number>) => AddressRange;
interface Rule {
  readonly block: readonly [Address, number];
  readonly judge: Judge;
}

/** First match wins; null when no rule speaks of the address. */
const judgeBy = (rules: ReadonlyArray<Rule>, address: Address): AddressRange | null =>
  rules.find(({ block: [base, bits] }) => address.match(base, bits))?.judge(address.toByteArray()) ?? null;
const rules = (judge: Judge, ...cidrs: ReadonlyArray<string>): ReadonlyArray<Rule> =>
  cidrs.map((cidr) => ({ block: ipaddr.parseCIDR(cidr), judge }));
const always = (range: AddressRange, ...cidrs: ReadonlyArray<string>): ReadonlyArray<Rule> =>
  rules(() => range, ...cidrs);

/**
 * Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890), but for the first two rows: the providers' instance
 * metadata and credentials, listed one by one because some lie in ranges that look public (Azure's wire server) and the
 * others would be reported under a name that hides what was at stake.
 */
const ipv4Rules: ReadonlyArray<Rule> = [
  ...always('metadata', '169.254.169.254/32', '169.254.170.2/32', '169.254.170.23/32'), // AWS (IMDS, ECS, EKS), Google, Azure …
  ...always('metadata', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'), // Alibaba, Azure wire server, Oracle classic
  ...always('broadcast', '255.255.255.255/32'), // RFC 919
  ...always('unspecified', '0.0.0.0/8'), // RFC 1122 3.2.1.3; Linux connects 0.0.0.0 to itself
  ...always('loopback', '127.0.0.0/8'), // RFC 1122 3.2.1.3
  ...always('private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'), // RFC 1918
  ...always('linkLocal', '169.254.0.0/16'), // RFC 3927
  ...always('carrierGradeNat', '100.64.0.0/10'), // RFC 6598
  ...always('documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'), // RFC 5737
  ...always('benchmarking', '198.18.0.0/15'), // RFC 2544
  ...always('multicast', '224.0.0.0/4'), // RFC 5771
  ...always('reserved', '192.0.0.0/24', '192.88.99.0/24', '240.0.0.0/4'), // RFC 6890, RFC 7526, RFC 1112
  ...always('reserved', '192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'), // RFC 7535, RFC 7450, RFC 7534: anycast services
];
const judgeOctets: Judge = (octets) => judgeBy(ipv4Rules, new ipaddr.IPv4([...octets])) ?? 'public';

/**
 * IPv6 that carries IPv4 (from byte `at` on): the packet ends at the embedded address, so that is what is judged. When
 * that one is public the answer is `otherwise`, and 'public' only where a public partner can really be met.
 */
const embedded = (at: number, otherwise: AddressRange, cidr: string): ReadonlyArray<Rule> =>
  rules((bytes) => {
    const range = judgeOctets(bytes.slice(at, at + 4));
    return range === 'public' ? otherwise : range;
  }, cidr);

/** RFC 4380: the server's IPv4 address in bytes 4-7, the client's in 12-15 with all bits inverted. Obsolete: never public. */
const teredo: Judge = (bytes) => {
  const client = bytes.slice(12, 16).map((byte) => byte ^ 0xff);
  return (
    [judgeOctets(client), judgeOctets(bytes.slice(4, 8))].find((range) => range !== 'public') ?? 'teredo'
  );
};

/** Source: IANA IPv6 Special-Purpose Address Registry. Narrow blocks stand before the wide ones that hold them. */
const ipv6Rules: ReadonlyArray<Rule> = [
  ...always('metadata', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128'), // AWS (IMDS, EKS), Google
  ...always('unspecified', '::/128'),
  ...always('loopback', '::1/128'),
  ...embedded(12, 'public', '::ffff:0:0/96'), // IPv4-mapped, RFC 4291 2.5.5.2
  ...embedded(12, 'public', '64:ff9b::/96'), // NAT64 (RFC 6052), which DNS64 answers in IPv6-only networks (RFC 6147)
  ...embedded(12, 'translated', '64:ff9b:1::/48'), // NAT64 of local use, never global, RFC 8215
  ...embedded(12, 'translated', '::ffff:0:0:0/96'), // IPv4-translated, RFC 7915
  ...embedded(12, 'reserved', '::/96'), // IPv4-compatible, withdrawn, RFC 4291 2.5.5.1
  ...embedded(2, '6to4', '2002::/16'), // RFC 3056, withdrawn by RFC 7526
  ...rules(teredo, '2001::/32'),
  ...always('benchmarking', '2001:2::/48'), // RFC 5180
  ...always('documentation', '2001:db8::/32', '3fff::/20'), // RFC 3849, RFC 9637
  ...always('reserved', '2001::/23', '2620:4f:8000::/48'), // RFC 2928, RFC 7534
  ...always('public', '2000::/3'), // all that is allocated as global unicast; what follows is only for the sake of its name
  ...always('linkLocal', 'fe80::/10'), // RFC 4291
  ...always('siteLocal', 'fec0::/10'), // RFC 3879
  ...always('uniqueLocal', 'fc00::/7'), // RFC 4193
  ...always('multicast', 'ff00::/8'), // RFC 4291
  ...always('discard', '100::/64'), // RFC 6666
];

/**
 * Without zone, and with a dotted tail written as two groups: ipaddr.js 2.5.0 reads `::1.2.3.4` as `::ffff:1.2.3.4`, which
 * is another address, and takes octal parts in such a tail. No address is left when the tail is not four strict decimals.
 */
const inGroups = (ipv6: string): string =>
  ipv6.replace(/%.*$/s, '').replace(/(?<=:)[^:]*\.[^:]*$/, (tail) => {
    if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return '.';
    const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });

/**
 * The range of an IP address.
 * @param text four decimal parts without leading zeros, or IPv6 without brackets (a zone such as `%eth0` may follow).
 *   Anything else is 'unrecognised': `0177.0.0.1` means two different addresses to two different readers.
 * @returns never throws.
 * @example
 * addressRange('93.184.215.14');     // 'public'
 * addressRange('::ffff:10.0.0.1');   // 'private'
 * addressRange('169.254.169.254');   // 'metadata'
 */
export const addressRange = (text: string): AddressRange => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return judgeOctets(ipaddr.IPv4.parse(text).octets);
  const ipv6 = inGroups(text);
  return ipaddr.IPv6.isValid(ipv6)
    ? (judgeBy(ipv6Rules, ipaddr.IPv6.parse(ipv6)) ?? 'reserved')
    : 'unrecognised';
};
