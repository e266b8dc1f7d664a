import type { Clause } from '../text.ts'

export const visiting: readonly Clause[] = [
  {
    number: 15,
    title: 'Cookies',
    body: [
      'A cookie is a small text that a website asks your browser to keep, and that the browser shows to the website on later visits. It lets a site remember something from one page to the next, suit you better, or count how it is used.',
      'On your first visit we store nothing. We ask you first. “Yes to all”, “No” and “Choose” are buttons of the same size, and you can read on without answering.',
      'If you say no, we store one cookie, called “choice”. It holds the word “no” and nothing else, so that we do not keep asking, and ends after {{keep.cookie_choice}}. If your browser tells sites not to track you (“Global Privacy Control” or “Do Not Track”), we take that as a no, ask nothing and store nothing.',
      'If you say yes, the same cookie holds the uses you allowed, the version of this notice and a random number that leads to the record of your yes.',
      'These are the uses we may ask you for, each with a switch of its own:',
      [
        '“use”: to follow how the site is used. It ends after {{keep.cookie_use}}, so that visits on different days cannot be linked.',
        '“seen”: to record which messages of the site you have seen. It ends after {{keep.cookie_seen}}.',
        '“stay”: to keep you signed in. It ends {{keep.session_stay}} after your last visit, and never later than {{keep.session_longest}} after you signed in.',
        '“survey”: to keep your answers to a survey while you are filling it in. It ends {{keep.survey_draft}} after your last answer.',
        '“chat”: to keep a live chat with our support in one thread. It holds a random number, and ends when you close the conversation, or {{keep.chat_live_cookie}} after your last message.',
      ],
      'At present only “choice”, “stay” and “chat” are in use. All cookies come from our own servers, none from other companies, and each one ends by itself.',
      'Without cookies you cannot use everything: signing in needs “stay”, and the sign-in form asks you for it. A live chat with our support needs “chat”, and the page [Talk to us](/talk) asks you for it; without it you write to us with the form there. Members who are signed in need no such cookie. Reading and searching need none.',
      'You can change your mind on every page, under “[Cookie choices](/privacy/choices)”: what you switch off is removed at once. Your browser can also delete cookies, or refuse them.',
    ],
  },
  {
    number: 16,
    title: 'Traces of your browsing',
    body: [
      'When your browser asks our server for something, the server writes a line: the time, the kind of page, whether it worked and how long it took. It does not write down your name, your internet address (IP address) or what you searched for. These lines are kept for {{keep.web_log_raw}}.',
      'To stop attacks and the guessing of passwords, we count tries for each internet address and each account. We do not store the address for this, only a code made from it, and keep the count for {{keep.rate_limit}} at most.',
      'When you are signed in, your session is stored with its times and the kind of browser and device (“Firefox on Windows”), so that you can recognise it in the list of your sessions and end it.',
      'Who is in a chat room is shown only while they are there, and only of those who chose to be shown. That somebody is writing is shown only in that moment, without their words. Nothing of this is stored, but for your choice whether to be shown, which is kept with your profile.',
      'Roughly where you are, which internet company you use and the size of your screen can also be learned from browsing. We do not record them at present. If we do, we will look only at totals: which pages are popular, and how well we deliver them.',
      'Combined with what we know from earlier visits, such traces could identify you even when you are not signed in. That is why we treat them as personal information.',
    ],
  },
]
