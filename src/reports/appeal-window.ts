/** The end of the London day so many calendar months later. */
export function months(at: Date, count: number): Date {
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO('Europe/London')
    .toPlainDate()
    .add({ months: count, days: 1 })
  return new Date(day.toZonedDateTime('Europe/London').epochMilliseconds)
}
