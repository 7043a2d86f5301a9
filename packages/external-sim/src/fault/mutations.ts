// The faults that change the data, as mutations of the timeline.
import type { Mutation } from '../partner/timeline.ts';
import type { Fault } from './fault.ts';

/** In the order of the faults, which decides between two of the same request. */
export const mutationsOf = (faults: readonly Fault[]): readonly Mutation[] =>
  faults.flatMap((fault): readonly Mutation[] => {
    switch (fault._tag) {
      case 'grow':
        return [{ kind: 'insert', index: Infinity, atRequest: fault.atRequest, by: fault.by }];
      case 'insertAtHead':
        return [{ kind: 'insert', index: 0, atRequest: fault.atRequest, by: fault.by }];
      case 'deleteAtHead':
        return [{ kind: 'delete', index: 0, atRequest: fault.atRequest, by: fault.by }];
      case 'insertAt':
        return [{ kind: 'insert', index: fault.index, atRequest: fault.atRequest, by: fault.by }];
      case 'deleteAt':
        return [{ kind: 'delete', index: fault.index, atRequest: fault.atRequest, by: fault.by }];
      default:
        return [];
    }
  });
