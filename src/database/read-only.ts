let readOnly = false

/** The disk is almost full: the forum shows everything and takes nothing more, because the engine dies of a full disk. */
export function isReadOnly(): boolean {
  return readOnly
}

/** For the disk watch. */
export function setReadOnly(value: boolean): void {
  readOnly = value
}
