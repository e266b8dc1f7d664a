import type { Migration } from '../migrations.ts'

/** What somebody is told keeps its place in the list apart from its id, because it moves up when it grows. */
export const placesOfNotifications: Migration = {
  number: 1,
  name: 'places-of-notifications',
  async run(connection) {
    await connection
      .collection('notifications')
      .updateMany({ place: { $exists: false } }, [{ $set: { place: '$_id' } }])
  },
}
