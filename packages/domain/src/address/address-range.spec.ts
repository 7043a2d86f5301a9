import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressRange, type AddressRange } from './address-range.ts';

const table: ReadonlyArray<readonly [string, AddressRange]> = [
  // IPv4, with both edges of each block and the public neighbours
  ['0.0.0.0', 'unspecified'],
  ['0.255.255.255', 'unspecified'],
  ['1.0.0.0', 'public'],
  ['9.255.255.255', 'public'],
  ['10.0.0.0', 'private'],
  ['10.255.255.255', 'private'],
  ['11.0.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.64.0.0', 'carrierGradeNat'],
  ['100.127.255.255', 'carrierGradeNat'],
  ['100.128.0.0', 'public'],
  ['126.255.255.255', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['128.0.0.0', 'public'],
  ['169.253.255.255', 'public'],
  ['169.254.0.0', 'linkLocal'],
  ['169.254.255.255', 'linkLocal'],
  ['169.255.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.16.0.0', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.0', 'public'],
  ['192.0.0.8', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['192.31.196.1', 'reserved'],
  ['192.52.193.1', 'reserved'],
  ['192.88.99.1', 'reserved'],
  ['192.167.255.255', 'public'],
  ['192.168.0.0', 'private'],
  ['192.168.255.255', 'private'],
  ['192.169.0.0', 'public'],
  ['192.175.48.1', 'reserved'],
  ['198.17.255.255', 'public'],
  ['198.18.0.0', 'benchmarking'],
  ['198.19.255.255', 'benchmarking'],
  ['198.20.0.0', 'public'],
  ['198.51.100.7', 'documentation'],
  ['203.0.113.7', 'documentation'],
  ['223.255.255.255', 'public'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.0', 'reserved'],
  ['255.255.255.254', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  // what clouds answer secrets from
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['169.254.170.23', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['fd00:ec2::23', 'metadata'],
  ['fd20:ce::254', 'metadata'],
  // IPv6
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', 'public'],
  ['2a00:1450:4001:830::200e', 'public'],
  ['3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'public'],
  ['2001:200::1', 'public'],
  ['2001:1ff::1', 'reserved'],
  ['2001:2::1', 'benchmarking'],
  ['2001:20::1', 'reserved'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['3fff:1000::1', 'public'],
  ['2620:4f:8000::1', 'reserved'],
  ['1fff::1', 'reserved'],
  ['4000::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['100::1', 'discard'],
  ['100:0:0:1::1', 'reserved'],
  ['fc00::1', 'uniqueLocal'],
  ['fdff:ffff::1', 'uniqueLocal'],
  ['fe80::1', 'linkLocal'],
  ['fe80::1%eth0', 'linkLocal'],
  ['febf::1', 'linkLocal'],
  ['fec0::1', 'siteLocal'],
  ['ff02::1', 'multicast'],
  // IPv6 that carries IPv4
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::FFFF:10.0.0.1', 'private'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['::ffff:93.184.215.14', 'public'],
  ['::ffff:0:127.0.0.1', 'loopback'],
  ['::ffff:0:93.184.215.14', 'translated'],
  ['::127.0.0.1', 'loopback'],
  ['::93.184.215.14', 'reserved'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['64:ff9b::a9fe:a9fe', 'metadata'],
  ['64:ff9b::93.184.215.14', 'public'],
  ['64:ff9b:1::10.0.0.1', 'private'],
  ['64:ff9b:1::93.184.215.14', 'translated'],
  ['64:ff9b:2::1', 'reserved'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:a9fe:a9fe::1', 'metadata'],
  ['2002:5db8:d70e::1', '6to4'],
  ['2001:0:7f00:1::', 'broadcast'], // client bits inverted: 255.255.255.255
  ['2001:0:4136:e378:8000:63bf:f5ff:fffe', 'private'], // client 10.0.0.1
  ['2001:0:a00:1:8000:63bf:a247:28f1', 'private'], // server 10.0.0.1
  ['2001:0:4136:e378:8000:63bf:a247:28f1', 'teredo'], // both public
  // not an address in strict notation: judged as not public
  ['', 'unrecognised'],
  ['localhost', 'unrecognised'],
  ['127.1', 'unrecognised'],
  ['0177.0.0.1', 'unrecognised'],
  ['010.8.8.8', 'unrecognised'],
  ['0x7f.0.0.1', 'unrecognised'],
  ['2130706433', 'unrecognised'],
  ['8.8.8.8 ', 'unrecognised'],
  ['8.8.8.256', 'unrecognised'],
  ['[::1]', 'unrecognised'],
  ['1::2::3', 'unrecognised'],
  ['::ffff:0177.0.0.1', 'unrecognised'],
  ['::ffff:8.8.8', 'unrecognised'],
  ['::8.8.8.8%eth0', 'reserved'],
  ['93.184.215.14%eth0', 'unrecognised'],
];

describe('the range of an address', () => {
  it.each(table)('%s is %s', (text, range) => {
    expect(addressRange(text)).toBe(range);
  });

  it('never throws and never calls an arbitrary text public', () => {
    fc.assert(fc.property(fc.string(), (text) => /[.:]/.test(text) || addressRange(text) === 'unrecognised'));
  });

  it('gives a mapped IPv6 address the range of the IPv4 address inside, whichever that is', () => {
    fc.assert(fc.property(fc.ipV4(), (ipv4) => addressRange(`::ffff:${ipv4}`) === addressRange(ipv4)));
  });

  it('calls no IPv6 address public whose embedded IPv4 address is not', () => {
    const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom('10', '127', '0', '224'), octet, octet, octet, (first, b, c, d) => {
        const groups = `${hex(Number(first))}${hex(b)}:${hex(c)}${hex(d)}`;
        const carriers = [
          `::${groups}`,
          `::ffff:${groups}`,
          `::ffff:0:${groups}`,
          `64:ff9b::${groups}`,
          `64:ff9b:1::${groups}`,
        ];
        return [...carriers, `2002:${groups}::1`, `2001:0:${groups}::1`].every(
          (text) => addressRange(text) !== 'public',
        );
      }),
    );
  });

  it('calls nothing outside 2000::/3 public but mapped addresses and NAT64', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(group, fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
        fc.pre(first >> 13 !== 1 && first !== 0 && first !== 0x64);
        return addressRange([first, ...rest].map((part) => part.toString(16)).join(':')) !== 'public';
      }),
    );
  });
});
