export type { PageRequest, PageResponse, Partner, PartnerFailure, TimedInterval, Timeouts } from './partner/partner.port.ts';
export { judgeUrl, permitsAddress, publicOnly, type AddressBlocked, type AddressPolicy, type UrlRefusal } from './address/address-policy.ts';
export { addressRange, type AddressRange } from './address/address-range.ts';
export { hostPortOf, parseHostPort, showHostPort, type HostPort, type HostPortInvalid } from './address/host-port.ts';
