export { systemLookUp, type LookedUp, type LookUp } from './guarded-connector.ts';
export { undiciPartner, type UndiciPartner, type UndiciPartnerOptions } from './undici-partner.ts';
export { withCredentials, type CredentialsEnvironment } from './with-credentials.ts';
export { adaptivePartner, type AdaptiveOptions, type AdaptivePartner } from './adaptive-partner.ts';
export { hmacSigner } from './hmac-signer.ts';
