import type { Part } from '../text.ts'

export const bases: Part = {
  title: 'Why we may process information about you',
  clauses: [
    {
      number: 'B',
      title: 'The bases',
      body: [
        'The law lists the reasons (“bases”) for which personal information may be processed. For each kind of information we have to choose one of them and tell you which:',
        [
          'Your account, your posts, and the mail about your account: our contract with you ({{section.4}}).',
          'Cookies: your consent ({{section.5}}).',
          'Keeping the forum safe and running, the log of requests, the list of what was passed on, and answering your messages: legitimate interests ({{section.6}}).',
          'What a court, an authority or a law demands: legal obligation ({{section.7}}).',
        ],
        'When a basis no longer applies, we stop that processing at once.',
        'When we move to another basis, and the law asks us to tell you, we tell you of the change and of the new basis.',
      ],
    },
    {
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
        'This also covers what you ask us to do before there is a contract, such as checking your e-mail address when you sign up.',
        'We go on until the contract ends, whichever of us ends it. What we held only for the contract is erased within {{keep.account_profile}} after your account is closed. To close it, write to {{email}}.',
      ],
    },
    {
      number: 5,
      title: 'Because you agreed',
      body: [
        'Where there is no contract between us, we may ask you whether you agree: for example to cookies, or to hearing more about what we offer.',
        'Only a clear yes counts. Reading this site is not a yes, and neither is silence.',
        'If you have expressly allowed it, we may give your name and contact details to associates whom we have chosen because you may find what they offer useful. We do not ask anybody for this permission now, and pass on nothing in this way.',
        'We record each yes and each end of a yes, with the words that were shown and the version of this notice, so that we can prove it. A plain no is recorded without saying whose it was. These records are kept for {{keep.consent_record}} after the choice ends.',
        'We rely on your yes until you take it back, or until it is so old that we should no longer rely on it. A yes to cookies ends after {{keep.cookie_choice}}; then we ask again.',
        'You can take it back whenever you like: for cookies on the page [Cookie choices](/privacy/choices), for everything by writing to {{email}}. Whatever needed your yes then stops, such as staying signed in. Reading stays open to you.',
      ],
    },
    {
      number: 6,
      title: 'Because there is a legitimate interest',
      body: [
        'Sometimes you or we have a good reason for processing that needs no contract and no permission. Before we rely on one, we ask ourselves:',
        [
          'Could we reach the same goal in another way?',
          'Could it harm you if we do it, or if we do not?',
          'Would you expect it and, all things considered, think it fair?',
        ],
        'Reasons of this kind are, for example:',
        [
          'keeping proper records of our business',
          'answering a message that you sent us without being asked, where we think you expect an answer',
          'protecting and claiming the legal rights of anybody',
          'insurance, and advice from professionals on the risks of our business',
          'protecting you where we believe that this is our duty',
        ],
        'You may object at any time by writing to {{email}}. If you object to advertising sent to you, we always stop.',
      ],
    },
    {
      number: 7,
      title: 'Because a law obliges us',
      body: [
        'Sometimes a law leaves us no choice. An authority may ask for information in a way that the law provides for, or may bring a search warrant or a court order.',
        'What we then hand over may include personal information about you. We hand over what we have to and no more.',
      ],
    },
  ],
}
