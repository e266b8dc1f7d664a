import type { Part } from '../text.ts'

export const whatWeProcess: Part = {
  title: 'What we process',
  clauses: [
    {
      number: 1,
      title: 'The data we process',
      body: [
        'We sort personal information into groups. We may collect, keep, use and pass on data of these kinds, as the later sections say:',
        [
          'Identity: your user name, the name you choose to show, and your age group. We do not ask for your legal name, your title or your date of birth.',
          'Contact: your e-mail address and, if you are under {{law.adult}}, that of your parent or guardian. We do not ask for a postal address or a telephone number; if you send us one, it is kept with your message.',
          'Financial: bank and card details. We hold none; see {{section.10}}.',
          'Transactions: the messages between you and us and, if you ever buy from us, what you bought and what was paid.',
          'Technical: details of the device and the connection you visit with; {{section.16}} says which.',
          'Content: what you write on the forum, and what you set there, such as the topics you follow.',
        ],
        'We may count and add up, for example to see which boards people like. A total that identifies nobody is not personal information, even if yours went into it.',
        'If we ever join such a total with something that could identify you again, we treat the result as personal information, and this notice covers it.',
      ],
    },
    {
      number: 2,
      title: 'Special personal information',
      body: [
        'Some facts are especially private: race or ethnic origin, religious or philosophical beliefs, sex life, sexual orientation, political opinions, trade union membership, health, and genetic or biometric data.',
        'We do not collect any of them about you. No form on this site asks for them. If you write about such a thing in a post, everybody who can read the post will know it, so please think first. You can delete your post again.',
      ],
    },
    {
      number: 3,
      title: 'If you do not give us personal information that we need',
      body: [
        'Some things we have to know because a law says so, or because without them we cannot keep our side of a contract with you. An account, for instance, needs an e-mail address.',
        'If you leave such a thing out, or take it away later, we may be unable to provide that service and may have to stop it. We tell you so at that time: the form names what is missing, and why it is needed. What is optional stays optional.',
      ],
    },
  ],
}
