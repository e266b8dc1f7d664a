import type { Part } from '../text.ts'

export const givenByYou: Part = {
  title: 'What we do with information that you give us',
  clauses: [
    {
      number: 8,
      title: 'What you post for others to see',
      body: [
        'A forum is there so that other people read what you post. They can also copy it, download it and use it. This applies to:',
        [
          'a message or a topic',
          'a tag on a picture, once the forum has pictures',
          'a click on “agree”, “disagree” or “thanks” beside somebody’s message, once the forum has these buttons',
          'your user name, the name you show, and what you write about yourself on your profile',
        ],
        'Beside each form you write in, we say who can read it. Before you post something personal, please make sure that you are happy with everybody who might read and use it.',
        'We use what you post only to show and share it: on the page, in the search and in feeds.',
        'What is public is out of our hands. We cannot control what other people do with it, and we are not responsible for that.',
        'You can remove your own posts yourself, at once, without asking anybody. Copies that others made elsewhere stay where they are.',
        'To have something removed that you cannot remove yourself, write to {{email}}. We look at whether your request is reasonable and whether a law makes us keep it. If we refuse, we name the legal ground.',
      ],
    },
    {
      number: 9,
      title: 'Complaints about what is on this site',
      body: [
        'This site publishes what its members write. Anybody may register, and may then write about themselves or about others. We do not check posts before they appear, and we do not control what people write.',
        'If you complain about something here, we look into it. Please write to {{email}} and name the address of the page.',
        'Where the complaint looks justified to us, or where we believe that the law demands it, we take the content down while we look into it.',
        'Free speech is a basic right. So we have to judge whose right must give way: yours, or that of the person who wrote what troubles you.',
        'If we find that a complaint has no ground at all or is only meant to annoy, we do not go on writing to you about it, except where the law gives you a right to an answer.',
      ],
    },
    {
      number: 10,
      title: 'How you pay',
      body: [
        'This forum takes no payments now. If that changes, the following holds.',
        'We never take payment details, and none are passed to us, through this site or in any other way. Nobody who works for us can ever see them.',
        'To pay, you are taken to a secure page of a reputable payment company, and we tell you its name before you go. That page may look like one of ours, but it is not under our control.',
        'So please never put card or bank details into a post or a message to us.',
      ],
    },
    {
      number: 11,
      title: 'Applying for a job, and working for us',
      body: [
        'If you send us something because you would like to work for us, we may keep it for up to {{keep.job_application}}, in case we want to come back to you.',
        'If you work for us, we collect information about you and your work from time to time while you do. It is used only for what has to do with your employment. When your employment has ended, we keep your file for {{keep.employment_file}} and then destroy or delete it. Pay records that tax law makes us keep are held apart from it.',
      ],
    },
    {
      number: 12,
      title: 'When you contact us',
      body: [
        'When you telephone, write, or use a form on this site, we collect what you tell us so that we can answer you.',
        'We record what you asked and what we answered. That helps us to work well.',
        'We keep your name, your e-mail address and the like with your message, so that we can follow the conversation and serve you properly. The conversation is kept for {{keep.contact_thread}} after the last message.',
        'Mail that the forum sends by itself, such as the link that confirms your address, is not kept as a conversation.',
      ],
    },
    {
      number: 13,
      title: 'When you complain',
      body: [
        'When you complain, we record everything you tell us about it, and use it to put the matter right.',
        'Sometimes a complaint cannot be settled without speaking to somebody else. Then we may give that person some of what you told us. We do so as seldom as possible; whether we do, and what we pass on, is for us alone to decide.',
        'We may make statistics from complaints to see how well we serve you, but never so that you or anybody else could be recognised in them.',
      ],
    },
    {
      number: 14,
      title: 'Affiliates and business partners',
      body: [
        'This section is about people who send customers to us, or do business with us, and what they tell us for that purpose. The forum has no affiliate programme now.',
        'We use it to recognise the visitors you sent, to credit your commission and to pay it to you. We use it for nothing else.',
        'We keep it confidential, together with the terms we agreed on, and expect the same of you. Accounts of what we paid are kept for {{keep.affiliate_ledger}} after the payout.',
      ],
    },
  ],
}
