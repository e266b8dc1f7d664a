import type { Part } from '../text.ts'

export const otherMatters: Part = {
  title: 'Other matters',
  clauses: [
    {
      number: 26,
      title: 'Children',
      body: [
        'We sell nothing to children, offer them nothing to buy, and do not advertise to them.',
        'If you are under {{law.adult}}, please use this site only if a parent or guardian agrees.',
        'When you sign up, we ask for your age group, not for your date of birth. If you are younger than {{age}}, we cannot open an account for you, and we keep nothing of what you typed. From {{age}} to {{law.child}} we ask for the e-mail address of a parent or guardian, and the account waits: it cannot post. If nobody has agreed, it is deleted {{keep.awaiting_guardian}} after you signed up. Parents and guardians can write to us at {{email}}.',
        'Anybody can read the public boards, whatever their age. So we expect some of our readers to be children, and data about a visit is collected from them as from everybody else, as {{section.16}} says. Wherever they go on this site they see what every visitor sees, and that would include any advertising. There is none at present.',
      ],
    },
    {
      number: 27,
      title: 'Encryption between you and us',
      body: [
        'What travels between you and this site is encrypted (“TLS”, often still called “SSL”). You can check it: the address begins with “https”, and your browser shows a closed padlock or a similar sign near it.',
      ],
    },
    {
      number: 28,
      title: 'How to complain',
      body: [
        'If something about this notice, or anything else, does not seem right to you, please tell us: write to {{email}}, or by post to {{organisation}}, {{address}}.',
        'This is what happens then. If it is about your personal information, we confirm within {{law.acknowledgement}} that we have your complaint. We look into it without needless delay, let you know how it is going, and tell you the outcome and our reasons.',
        'If we still do not agree, we hope that you will try with us, in good faith, to settle it by mediation or arbitration.',
        'You have the right to complain to the Information Commissioner’s Office (ICO) about how we process your personal information, at any time: [ico.org.uk/make-a-complaint](https://ico.org.uk/make-a-complaint/). We would be glad of the chance to talk with you first.',
      ],
    },
    {
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
            { what: 'Your posts', key: 'post_image_tag_reaction' },
            { what: 'Drafts you did not send', key: 'draft' },
            { what: 'Being signed in, without a visit', key: 'session_stay' },
            { what: 'Being signed in, in any case', key: 'session_longest' },
            { what: 'Links we mail to you, such as for a new password', key: 'mail_token' },
            { what: 'Mail that waits to be sent', key: 'mail_queue' },
            { what: 'The note that a mail was sent', key: 'delivery_log' },
            { what: 'The list of what was passed on, and why', key: 'disclosure_log' },
            { what: 'The record of who gave or took a role on the staff', key: 'audit_log' },
            { what: 'Backups', key: 'backup' },
          ],
        },
      ],
    },
    {
      number: 30,
      title: 'The law of your country',
      body: [
        'This notice is written to comply with the law of each country in which we aim to do business. If you think that it falls short of the law where you live, we would like to hear from you: {{email}}.',
        'In the end, whether you use this site is up to you.',
      ],
    },
    {
      number: 31,
      title: 'Changes to this notice',
      body: [
        'We may change this notice when it becomes necessary. The notice that applies to you is the one shown here on the day you use the site. Each version has a number and a date and is never changed afterwards; older ones can still be read here.',
        'We advise you to print a copy to keep. The printed page shows the version and its date.',
        'If you have a question about this notice, please contact us: {{email}}.',
      ],
    },
  ],
}
