// What the process says to its caller. The words are documented in the command's help.
import type { JobResource } from '@api-poller/domain';

export const EXIT = { complete: 0, incomplete: 1, usage: 2, unreachable: 3 } as const;

/** Failures of the first contact in which the partner was not reached at all. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ConnectionRefused',
  'ConnectionLost',
  'NameNotFound',
  'TimedOut',
  'TlsRejected',
]);
/** Failures that a change of the command mends. */
const REFUSED: ReadonlySet<string> = new Set(['AddressBlocked', 'RequestRefused']);

export const exitCodeOf = ({ Verdict, Failure }: JobResource): number => {
  if (Verdict === 'COMPLETE' || Verdict === 'COMPLETE_WITH_DRIFT') return EXIT.complete;
  if (Failure !== null && UNREACHABLE.has(Failure.reason)) return EXIT.unreachable;
  if (Failure !== null && REFUSED.has(Failure.reason)) return EXIT.usage;
  return EXIT.incomplete;
};
