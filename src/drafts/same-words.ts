/** Characters. Fewer stand in any text by chance, and would cost somebody a reply that has nothing to do with them. */
const TELLING = 12

/** Is one of these what became of the other? */
export function holdsSame(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === long || (short.length >= TELLING && long.includes(short))
}
