// A chain: pages that can only be asked for one after the other. Its tasks are numbered by their steps.
import { nothingMeasured } from './measures.ts';
import { freshTrail } from './trail.ts';
import type { Checkpoint } from './checkpoints.port.ts';

export interface Chain {
  /** `c000`, `c001` …: the chain's place in the plan. */
  readonly id: string;
  /** Query parameters that narrow the chain to its part of the records; none for a chain of all. */
  readonly range: Readonly<Record<string, string>>;
}

export const chainIdOf = (index: number): string => `c${String(index).padStart(3, '0')}`;

/** The task of a step; ids sort as the steps do. */
export const stepIdOf = (chain: string, step: number): string => `${chain}-${String(step).padStart(12, '0')}`;

/** The chain and step that a task id stands for, or null when it stands for none. */
export const stepOf = (taskId: string): { readonly chain: string; readonly step: number } | null => {
  const match = /^(c\d{3,6})-(\d{12})$/.exec(taskId);
  return match?.[1] === undefined || match[2] === undefined
    ? null
    : { chain: match[1], step: Number(match[2]) };
};

/** Before the first page. */
export const chainStart: Checkpoint = {
  step: 0,
  position: null,
  trail: freshTrail,
  statedTotal: null,
  totalFell: false,
  measures: nothingMeasured,
  confirming: false,
  end: null,
};
