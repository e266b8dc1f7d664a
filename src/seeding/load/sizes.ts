/** Few topics are long and most are short; a topic has one post at least. Together they have exactly so many posts. */
export function drawSizes(posts: number, topics: number, random: () => number): number[] {
  const weights = Array.from({ length: topics }, () => Math.min((1 - random()) ** -0.7, 400))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const sizes = weights.map((weight) => 1 + Math.floor((weight / whole) * (posts - topics)))
  let rest = posts - sizes.reduce((sum, size) => sum + size, 0)
  for (let at = 0; rest > 0; at = (at + 1) % topics, rest--) sizes[at] = (sizes[at] ?? 0) + 1
  return sizes
}
