import type { Clause } from '../text.ts'

export const contacting: Clause = {
  number: 12,
  title: 'When you contact us',
  body: [
    'When you telephone, write, or use the form or the live chat under “[Talk to us](/talk)”, we collect what you tell us so that we can answer you.',
    'We record what you asked and what we answered, with the times, as one conversation with a reference. A call or a mail is written down by whoever took it. That helps us to work well.',
    'We keep your name, your e-mail address and the like with your message, so that we can follow the conversation and serve you properly. On this site only you and our support team can read it; when one of the team opens it, that is written down. We do not use it for advertising.',
    'You read the conversation with the private link that you were given, with the chat cookie, or when you are signed in. If you lost the link, we mail it to the address of the conversation.',
    'A conversation by form, by mail or by telephone is kept for {{keep.contact_thread}} after the last message, a live chat for {{keep.chat_transcript}} after it ends.',
    'We tell you whether somebody of our team is there. For that we store that one of them has the inbox open, for {{keep.support_desk}} at most.',
    'Please leave card and bank numbers out. What looks like one is taken out before your message is stored.',
    'Mail that the forum sends by itself, such as the link that confirms your address, is not kept as a conversation.',
  ],
}
