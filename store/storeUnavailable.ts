/** A store cannot be opened or has stopped. The message is one clear line: which file, what is wrong, what to do. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${reason}`, options);
  }
}
