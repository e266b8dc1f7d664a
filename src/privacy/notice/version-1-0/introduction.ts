import type { Part } from '../text.ts'

export const introduction: Part = {
  title: 'Introduction',
  clauses: [
    {
      number: 0,
      title: 'What this notice is',
      body: [
        'This is the privacy notice of {{organisation}} for {{site}}, our forum. “We”, “us” and “our” mean {{organisation}}; our registered office is at {{address}}. “You” means anybody who visits, with or without an account.',
        'It says what we do with information that you give us and information that we collect. Some of it identifies you: that is personal information. Some of it identifies nobody, and this notice covers that too. “Processing” means anything we do with information: collecting it, keeping it, using it, passing it on or deleting it.',
        'We treat what we know about you as confidential. The law asks that of us, and so does our respect for you. We hope that you treat what you learn from us in the same way.',
        'The law behind this notice is the UK GDPR and the Data Protection Act. It gives you rights: to be told, to see what we hold, to correct it, to have it removed, to limit or object to its use, to take a copy elsewhere, and to change your mind about anything you agreed to. [Your rights](/privacy/rights) says in short how to use them. You can also read about them at [knowyourprivacyrights.org](http://www.knowyourprivacyrights.org).',
        'We do not share, sell or show to anybody else what we collect through this site, except as this notice says.',
        'Every age and every period of time in this notice comes from the settings that the forum runs on, or is fixed by law.',
      ],
    },
  ],
}
