import type { Part } from '../text.ts'

export const control: Part = {
  title: 'You decide about your information',
  clauses: [
    {
      number: 22,
      title: 'Please tell us of changes',
      body: [
        'What we hold about you should be right and up to date, so please tell us when something changes. Members change their profile and their e-mail address themselves when they are signed in. A new address has to be confirmed, and the old one is told. For anything else, write to {{email}}.',
      ],
    },
    {
      number: 23,
      title: 'Seeing what we hold about you',
      body: [
        'Much of it you can see on this site: your profile, your posts and, when you are signed in, your settings and sessions.',
        'For a copy of the rest, write to {{email}}. We then tell you when to expect it, and whether there is a fee. There is none, unless a request is clearly without ground or goes much too far; then we say why.',
        'The law gives us {{law.answer}} to answer. Where a request is difficult it may allow {{law.extension}}, and we tell you so, with the reason, before the first is over.',
      ],
    },
    {
      number: 24,
      title: 'Having information removed',
      body: [
        'You can remove your own posts yourself. If you would like us to remove other information that identifies you, write to {{email}}.',
        'We may not be able to offer you everything after that: without an e-mail address, for example, there is no account. We tell you what would stop, before anything is removed.',
      ],
    },
    {
      number: 25,
      title: 'Making sure that it is you',
      body: [
        'Before we show, change or remove personal information because somebody asked us to, we take reasonable steps to make sure who is asking. Otherwise a stranger could get at your data. Usually it is enough that you are signed in and type your password, or that you answer from the e-mail address we know. We keep no copies of identity papers.',
      ],
    },
  ],
}
