/** Whether a text can be in a table at all. No fact has a NUL in it, and not every database can be asked about one. */
export const isStorable = (text: string): boolean => !text.includes('\u0000');
