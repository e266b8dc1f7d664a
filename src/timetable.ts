import { Cron } from 'croner'
import { removeUnfinishedAccounts } from './auth/unfinished.ts'
import { dropLeftRevisions as dropLeftMessages } from './chat/left-revisions.ts'
import { removeUnsentPictures } from './chat/pictures.ts'
import { noteRooms } from './chat/removal.ts'
import { tellOfMessages } from './chat/telling.ts'
import { hours, seconds } from './clock.ts'
import { noteStaff } from './forum/complete.ts'
import { dropLeftRevisions } from './forum/left-revisions.ts'
import { tellOfPosts } from './forum/telling.ts'
import { changed } from './live/bus.ts'
import { log } from './log.ts'
import { purgeOutboxFolder } from './mail/eml.ts'
import { runOutbox, startOutbox, stopOutbox } from './mail/outbox.ts'
import { removeOldDraftImages, removeOrphans } from './media/removal.ts'
import { tellOfTags } from './media/tag-news.ts'
import { finishTagRemovals } from './media/tag-removal.ts'
import { noteAnnouncements } from './notifications/announcement.ts'
import { tellOfAnnouncements } from './notifications/announcing.ts'
import { mailUnseen } from './notifications/late-mail.ts'
import { tellOfNewNotice } from './privacy/notice-news.ts'
import { askForHolidays, askForYearlyLook } from './reports/admin-news.ts'
import { ringAlarms } from './reports/alarms.ts'
import { endCases } from './reports/closing.ts'
import { completeReports } from './reports/completing.ts'
import { endLapsedInterims } from './reports/interim-choice.ts'
import { tellHowItStands } from './reports/progress.ts'
import { closeQuarter } from './reports/quarter.ts'
import { lapseQuestions } from './reports/question-steps.ts'
import { drawSample } from './reports/rereading.ts'
import { endRestrictions } from './reports/restriction-over.ts'
import { forgetOldRuleWriters } from './reports/rule.ts'
import { alarmOfSharing } from './reports/share-ratio.ts'
import { removeStrayEvidence } from './reports/stray-evidence.ts'
import { tellOfUnled } from './reports/unled.ts'
import { completeTalks, endTalks } from './support/complete.ts'

/** When (minute, hour, day, month, weekday; London time), and what. Every process may run them all at once. */
const timetable: [when: string, what: string, run: () => Promise<unknown>][] = [
  ['* * * * *', 'send what waits in the outbox', runOutbox],
  ['* * * * *', 'mail what nobody saw on the site', mailUnseen],
  ['* * * * *', 'tell of posts that a crash left untold', tellOfPosts],
  ['* * * * *', 'tell of chat messages that a crash left untold', tellOfMessages],
  ['* * * * *', 'tell of announcements that a crash left untold', tellOfAnnouncements],
  ['3-59/10 * * * *', 'write down what admins announced', noteAnnouncements],
  ['2-59/10 * * * *', 'tell of tags that a crash left untold', tellOfTags],
  ['17 3 * * *', 'delete old mail files', purgeOutboxFolder],
  ['37 4 * * *', 'remove pictures of old drafts', removeOldDraftImages],
  ['17 4 * * *', 'remove files that no picture names', () => removeOrphans(new Date(Date.now() - hours(1)))],
  ['23 0 * * *', 'count the quarter that is over', closeQuarter],
  ['7 * * * *', 'show again what was hidden for its longest time', endLapsedInterims],
  ['*/10 * * * *', 'tell the admins of cases whose time runs out', ringAlarms],
  ['1-59/10 * * * *', 'tell the admins of cases that nobody may lead', tellOfUnled],
  ['4-59/10 * * * *', 'take tags away whose removal stopped half-way', finishTagRemovals],
  ['3-59/10 * * * *', 'write down what the staff did', noteStaff],
  ['3-59/10 * * * *', 'write down what admins did to chat rooms', noteRooms],
  ['42 * * * *', 'remove pictures whose message was never sent', removeUnsentPictures],
  ['5-59/10 * * * *', 'complete what was reported and decided', completeReports],
  ['13 9 * * *', 'tell reporters how their case stands', tellHowItStands],
  ['27 * * * *', 'go on without answers that did not come in time', lapseQuestions],
  ['43 9 * * *', 'tell the admins where much of complaints was shared', alarmOfSharing],
  ['37 * * * *', 'end cases in which nobody can object any more', endCases],
  ['47 * * * *', 'remove sign-ups that were never finished', removeUnfinishedAccounts],
  ['*/10 * * * *', 'end restrictions of accounts whose time is over, and tell', endRestrictions],
  ['57 3 * * *', 'remove evidence that no report came to', removeStrayEvidence],
  ['11 9 2 * *', 'ask for the bank holidays of a year to come', askForHolidays],
  ['12 9 2 1 *', 'ask for the yearly look at complaints without basis', askForYearlyLook],
  ['0 0 * * *', 'show the notice that begins with the day', () => changed('notice')],
  ['31 9 * * *', 'tell members of a new privacy notice', tellOfNewNotice],
  ['43 1 1 * *', 'draw cases without basis to be read again', drawSample],
  ['* * * * *', 'tell of messages to the support that were not told of yet', completeTalks],
  ['33 * * * *', 'delete conversations with the support whose time is over', endTalks],
  ['8 4 * * *', 'delete old words of posts that went', dropLeftRevisions],
  ['9 4 * * *', 'delete old words of chat messages that went', dropLeftMessages],
  ['27 3 * * *', 'forget who wrote old rules', forgetOldRuleWriters],
]

/** How long a stop waits for what is under way; all of it can be taken up again by the next start. */
const PATIENCE = seconds(4)

export function startTimetable(entries = timetable): { stop(): Promise<void> } {
  const underWay = new Set<Promise<void>>()
  startOutbox()
  const jobs = entries.map(([when, what, run]) => {
    const job = async () => {
      try {
        await run()
      } catch (error) {
        log.error({ err: error, what }, 'a run of the timetable failed')
      }
    }
    // `protect`: a run that takes longer than its interval is not overtaken by the next.
    return new Cron(when, { protect: true, timezone: 'Europe/London', unref: true }, async () => {
      const running = job()
      underWay.add(running)
      await running
      underWay.delete(running)
    })
  })
  return {
    async stop() {
      for (const job of jobs) job.stop()
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, PATIENCE)
      await Promise.race([Promise.all([stopOutbox(), ...underWay]), late])
      clearTimeout(timer)
    },
  }
}
