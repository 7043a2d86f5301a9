// Whole numbers as text.

/** Digits only: Number() would take '', ' 7', '1e3' and '0x10'. */
export const wholeNumber = (text: string): number | undefined => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};
