// What an engine is, for those that choose, start and ask one.

/** Why something is not there, for people. */
export interface Missing {
  readonly missing: string;
}

/** The whole system, or the adapters' services alone. */
export type Carries = 'system' | 'adapters';

export interface Engine {
  /** For people: what it is. */
  readonly name: string;
  readonly endpoint: string;
  readonly carries: Carries;
  /** Ends it, if this process started it. */
  readonly stop: () => Promise<void>;
}

export interface EngineOptions {
  /** Where the functions find AWS, when that is not the engine itself: something that looks at what they ask for. */
  readonly functionsEndpoint?: string;
}
