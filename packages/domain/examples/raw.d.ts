// Vitest gives a file as text when it is asked for with ?raw.
declare module '*?raw' {
  const text: string;
  export default text;
}
