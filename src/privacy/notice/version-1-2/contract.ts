import type { Clause } from '../text.ts'

export const contract: Clause = {
  number: 4,
  title: 'Because we have a contract with you',
  body: [
    'When you open an account, buy something from us or otherwise accept our terms, you and we have a contract. To keep our side we must process what you give us, and some of that is personal.',
    'We may use it to:',
    [
      'make sure that it is really you, for your safety',
      'sell you products, if you ask for them',
      'provide our services to you',
      'suggest how to get the most from the site, our services and our products',
    ],
    'The forum tells you what concerns you under the bell and, where you have not looked at it within ten minutes, by mail, without anybody’s words. When you answer, mention, quote or react, or ask to name somebody in a picture, we note for them that it was you, and forget it when you take it back. Which topics and boards you watch or mute, and which mails you want, is kept with your profile; only you see it. Each mail about what others wrote has a link that ends such mails with one click; you need not sign in for that.',
    'This also covers what you ask us to do before there is a contract, such as checking your e-mail address when you sign up.',
    'We go on until the contract ends, whichever of us ends it. What we held only for the contract is erased within {{keep.account_profile}} after your account is closed. To close it, write to {{email}}.',
  ],
}
