// Faults as they are written on a command line.
import { invalid, type Checked } from '../config/checked.ts';
import type { Fault } from './fault.ts';
import { checkFault } from './fault-fields.ts';

/** 300 and null mean themselves; what is no JSON is text, so a date or a url needs no quotes. */
const fieldValue = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/**
 * @param text `name:field=value,field=value` or the fault as JSON
 * @example parseFault('alwaysFail:startAt=300,status=503')
 * @example parseFault('{"_tag":"redirect","startAt":0,"to":"/a?b=1,2","status":302}')
 */
export const parseFault = (text: string): Checked<Fault> => {
  if (text.startsWith('{')) {
    const value = fieldValue(text);
    return typeof value === 'string' ? invalid('a fault that starts with { must be JSON') : checkFault(value);
  }
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const pairs =
    colon === -1
      ? []
      : text
          .slice(colon + 1)
          .split(',')
          .map((pair) => pair.split(/=(.*)/s));
  return checkFault({
    _tag: name,
    ...Object.fromEntries(pairs.map(([field = '', value = '']) => [field, fieldValue(value)])),
  });
};
