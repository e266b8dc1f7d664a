const ink = /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/u

/** Something that leaves ink: a text of blanks, of whatever kind, says nothing. */
export function hasInk(text: string): boolean {
  return ink.test(text)
}
