import express from 'express'
import { accountsRoutes } from './auth/accounts.routes.ts'
import { confirmationsRoutes } from './auth/confirmations.routes.ts'
import { firstAdminRoutes } from './auth/first-admin.routes.ts'
import { forumSettingsRoutes } from './auth/forum-settings.routes.ts'
import { ignoresRoutes } from './auth/ignores.routes.ts'
import { keysRoutes } from './auth/keys.routes.ts'
import { membersRoutes } from './auth/members.routes.ts'
import { sessionMiddleware } from './auth/middleware.ts'
import { presenceRoutes } from './auth/presence.routes.ts'
import { resetsRoutes } from './auth/resets.routes.ts'
import { sessionsRoutes } from './auth/sessions.routes.ts'
import { settingsRoutes } from './auth/settings.routes.ts'
import { keepToRights } from './auth/suspended.ts'
import { blocksRoutes } from './chat/blocks.routes.ts'
import { directRoutes } from './chat/direct.routes.ts'
import { messageReactionsRoutes } from './chat/message-reactions.routes.ts'
import { messagesRoutes } from './chat/messages.routes.ts'
import { roomRoutes } from './chat/room.routes.ts'
import { roomsRoutes } from './chat/rooms.routes.ts'
import { config } from './config.ts'
import { boardPageRoutes } from './forum/board-page.routes.ts'
import { boardsRoutes } from './forum/boards.routes.ts'
import { bookmarksRoutes } from './forum/bookmarks.routes.ts'
import { draftImagesRoutes } from './forum/draft-images.routes.ts'
import { draftsRoutes } from './forum/drafts.routes.ts'
import { feedsRoutes } from './forum/feeds.routes.ts'
import { homeRoutes } from './forum/home.routes.ts'
import { levelsRoutes } from './forum/levels.routes.ts'
import { listsRoutes } from './forum/lists.routes.ts'
import { peopleRoutes } from './forum/people.routes.ts'
import { postsRoutes } from './forum/posts.routes.ts'
import { previewRoutes } from './forum/preview.routes.ts'
import { profileRoutes } from './forum/profile.routes.ts'
import { reactionsRoutes } from './forum/reactions.routes.ts'
import { readingRoutes } from './forum/reading.routes.ts'
import { revisionsRoutes } from './forum/revisions.routes.ts'
import { searchRoutes } from './forum/search.routes.ts'
import { sitemapRoutes } from './forum/sitemap.routes.ts'
import { stewardshipRoutes } from './forum/stewardship.routes.ts'
import { taggedRoutes } from './forum/tagged.routes.ts'
import { topicsRoutes } from './forum/topics.routes.ts'
import { avatarRoutes } from './media/avatar.routes.ts'
import { imagesRoutes } from './media/images.routes.ts'
import { myTagsRoutes } from './media/my-tags.routes.ts'
import { tagsRoutes } from './media/tags.routes.ts'
import { announcementsRoutes } from './notifications/announcements.routes.ts'
import { mailChoiceRoutes } from './notifications/mail-choice.routes.ts'
import { notificationsRoutes, ringBell } from './notifications/notifications.routes.ts'
import { choicesRoutes } from './privacy/choices.routes.ts'
import { noticeRoutes } from './privacy/notice.routes.ts'
import { askingRoutes } from './reports/asking.routes.ts'
import { auditRoutes } from './reports/audit.routes.ts'
import { decisionsRoutes } from './reports/decisions.routes.ts'
import { findingsRoutes } from './reports/findings.routes.ts'
import { guardedRoutes } from './reports/guarded.routes.ts'
import { interimRenewalRoutes } from './reports/interim-renewal.routes.ts'
import { lessonsRoutes } from './reports/lessons.routes.ts'
import { logRoutes } from './reports/log.routes.ts'
import { misuseRoutes } from './reports/misuse.routes.ts'
import { ownRightsRoutes } from './reports/own-rights.routes.ts'
import { phrasesRoutes } from './reports/phrases.routes.ts'
import { questionsRoutes } from './reports/questions.routes.ts'
import { rulesRoutes } from './reports/rules.routes.ts'
import { transparencyRoutes } from './reports/transparency.routes.ts'
import { trustedRoutes } from './reports/trusted.routes.ts'
import './chat/direct-gone.ts'
import './reports/evidence-reach.ts'
import { decidingRoutes } from './reports/deciding.routes.ts'
import { proposalsRoutes } from './reports/proposals.routes.ts'
import { reportsRoutes } from './reports/reports.routes.ts'
import { retrackingRoutes } from './reports/retracking.routes.ts'
import { reviewRoutes } from './reports/review.routes.ts'
import { reviewersRoutes } from './reports/reviewers.routes.ts'
import { secondsRoutes } from './reports/seconds.routes.ts'
import { subjectsRoutes } from './reports/subjects.routes.ts'
import { conversationsRoutes } from './support/conversations.routes.ts'
import { supportRoutes } from './support/support.routes.ts'
import { talkRoutes } from './support/talk.routes.ts'
import { readBody } from './web/body.ts'
import { answerErrors, answerPlainly, nothingHere } from './web/errors.ts'
import { markReading } from './web/kept-pages.ts'
import { readMethod, refuseForeignWrites } from './web/origin.ts'
import { logRequests } from './web/request-log.ts'
import { sessionSecret } from './web/secret.ts'
import { keepPrivate, securityHeaders } from './web/security.ts'
import { refuseWritesWhenFull } from './web/writable.ts'

/** The table of contents: the middleware in order, then one line per router. */
export function createApp(): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', config.trustProxy)
  app.set('query parser', 'simple')

  app.use(logRequests)
  app.use(markReading)
  app.use(securityHeaders)
  app.use(keepPrivate)
  app.use(readMethod)
  app.use(refuseForeignWrites)
  app.use(refuseWritesWhenFull)
  app.use(readBody)
  app.use(sessionMiddleware(sessionSecret()))
  app.use(ringBell)
  app.use(keepToRights)

  app.use(accountsRoutes)
  app.use(confirmationsRoutes)
  app.use(sessionsRoutes)
  app.use(resetsRoutes)
  app.use(settingsRoutes)
  app.use(ignoresRoutes)
  app.use(keysRoutes)
  app.use(presenceRoutes)
  app.use(membersRoutes)
  app.use(forumSettingsRoutes)
  app.use(firstAdminRoutes)
  app.use(notificationsRoutes)
  app.use(mailChoiceRoutes)
  app.use(announcementsRoutes)
  app.use(homeRoutes)
  app.use(listsRoutes)
  app.use(boardPageRoutes)
  app.use(feedsRoutes)
  app.use(readingRoutes)
  app.use(levelsRoutes)
  app.use(bookmarksRoutes)
  app.use(boardsRoutes)
  app.use(stewardshipRoutes)
  app.use(topicsRoutes)
  app.use(postsRoutes)
  app.use(revisionsRoutes)
  app.use(reactionsRoutes)
  app.use(draftsRoutes)
  app.use(previewRoutes)
  app.use(peopleRoutes)
  app.use(searchRoutes)
  app.use(taggedRoutes)
  app.use(profileRoutes)
  app.use(imagesRoutes)
  app.use(avatarRoutes)
  app.use(tagsRoutes)
  app.use(myTagsRoutes)
  app.use(draftImagesRoutes)
  app.use(roomsRoutes)
  app.use(messagesRoutes)
  app.use(messageReactionsRoutes)
  app.use(directRoutes)
  app.use(roomRoutes)
  app.use(blocksRoutes)
  app.use(sitemapRoutes)
  app.use(logRoutes)
  app.use(rulesRoutes)
  app.use(reportsRoutes)
  app.use(reviewRoutes)
  app.use(decidingRoutes)
  app.use(proposalsRoutes)
  app.use(secondsRoutes)
  app.use(reviewersRoutes)
  app.use(findingsRoutes)
  app.use(phrasesRoutes)
  app.use(misuseRoutes)
  app.use(auditRoutes)
  app.use(subjectsRoutes)
  app.use(interimRenewalRoutes)
  app.use(retrackingRoutes)
  app.use(trustedRoutes)
  app.use(lessonsRoutes)
  app.use(guardedRoutes)
  app.use(askingRoutes)
  app.use(questionsRoutes)
  app.use(decisionsRoutes)
  app.use(ownRightsRoutes)
  app.use(transparencyRoutes)
  app.use(talkRoutes)
  app.use(conversationsRoutes)
  app.use(supportRoutes)
  app.use(noticeRoutes)
  app.use(choicesRoutes)

  app.use(nothingHere)
  app.use(answerErrors)
  app.use(answerPlainly)
  return app
}
