// Tests only: nothing of this package is for others.
export {};
