/** What k6's arguments cannot be. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  /** 0-based: a character of the text that was split, or a word of the argv that was read. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}
