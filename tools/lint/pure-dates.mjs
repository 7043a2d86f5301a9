// One lint rule for packages/domain: a date is made from a given instant, never from the machine's clock.
// `new Date(ms)` and `Date.parse(text)` are pure and stay allowed; Date.now is refused by no-restricted-properties.
// Its own rule, because no rule of oxlint looks at the number of arguments.
/** @typedef {{ type: string, callee: { type: string, name?: string }, arguments: readonly unknown[] }} Call */

const isDate = (/** @type {Call} */ { callee }) => callee.type === 'Identifier' && callee.name === 'Date';

const noClockDate = {
  create: (/** @type {{ report: (problem: { node: Call, message: string }) => void }} */ context) => {
    const refuse = (/** @type {Call} */ node) =>
      context.report({
        node,
        message: 'This reads the clock: take the instant as an argument or from the Clock port.',
      });
    return {
      NewExpression: (/** @type {Call} */ node) => {
        if (isDate(node) && node.arguments.length === 0) refuse(node);
      },
      // Date() without `new` ignores its arguments and always gives the current time.
      CallExpression: (/** @type {Call} */ node) => {
        if (isDate(node)) refuse(node);
      },
    };
  },
};

export default { meta: { name: 'pure' }, rules: { 'no-clock-date': noClockDate } };
