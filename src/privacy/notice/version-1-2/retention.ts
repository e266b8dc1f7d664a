import type { Clause } from '../text.ts'

export const retention: Clause = {
  number: 29,
  title: 'How long we keep personal information',
  body: [
    'Where this notice does not say otherwise, we keep personal information only as long as we need it:',
    [
      'to provide the services you asked for',
      'to comply with other laws, including the periods that the tax authorities demand',
      'to support or defend a claim in court',
    ],
    'These are the longest periods for what the forum stores:',
    {
      periods: [
        { what: 'Your account, when it was closed', key: 'account_profile' },
        { what: 'A sign-up whose e-mail address was never confirmed', key: 'unverified_signup' },
        { what: 'Your posts, messages, pictures, tags and reactions', key: 'post_image_tag_reaction' },
        { what: 'Drafts you did not send', key: 'draft' },
        { what: 'What you were told by the bell', key: 'notification' },
        { what: 'What you agreed to, and when you took it back', key: 'consent_record' },
        { what: 'Being signed in, without a visit', key: 'session_stay' },
        { what: 'Being signed in, in any case', key: 'session_longest' },
        { what: 'Links we mail to you, such as for a new password', key: 'mail_token' },
        { what: 'How often somebody tried, so that nobody can try for ever', key: 'rate_limit' },
        { what: 'Complaints and what was decided', key: 'report_case' },
        { what: 'Complaints that may end before a court', key: 'report_case_law' },
        { what: 'The copy of something that was taken down', key: 'removed_content_evidence' },
        { what: 'Invitations to review a case', key: 'reviewer_invitation' },
        { what: 'The log of decisions', key: 'public_log' },
        {
          what: 'What you asked us by form, by mail or by telephone, and what we answered',
          key: 'contact_thread',
        },
        { what: 'A live chat with our support', key: 'chat_transcript' },
        { what: 'That somebody of our team is there to answer', key: 'support_desk' },
        { what: 'Mail that waits to be sent', key: 'mail_queue' },
        { what: 'The note that a mail was sent', key: 'delivery_log' },
        { what: 'The list of what was passed on, and why', key: 'disclosure_log' },
        { what: 'The record of what the staff did with their powers', key: 'audit_log' },
        { what: 'Backups', key: 'backup' },
      ],
    },
  ],
}
