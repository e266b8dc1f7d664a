import type { Part } from '../text.ts'

export const sharing: Part = {
  title: 'Passing on and receiving information',
  clauses: [
    {
      number: 18,
      title: 'Information that others give us',
      body: [
        'We pass your personal information to nobody, except as this notice says. But companies whose services we use may sometimes give us data that was partly made from personal information about you.',
        'Nobody does so for this forum now. If it happens, we tell you where the data came from within {{law.answer}}.',
      ],
    },
    {
      number: 19,
      title: 'Adverts by others on this site',
      body: [
        'Other companies may advertise on this site. There are no such adverts now.',
        'If there are, those companies, and others who work for them, may use their own technology when an advert is shown. It may collect information about you by itself, and use cookies or JavaScript to fit adverts to you and to measure how well they do.',
        'We do not control that technology or what they learn from it, and this notice does not cover what they do. So we would ask for your permission first, and mark each advert with the name of the company.',
      ],
    },
    {
      number: 20,
      title: 'Credit reference agencies',
      body: [
        'To fight fraud, we share information with credit reference agencies. That concerns only customers who had their card company cancel a payment to us without first giving us a reason that we can accept, and without giving us the chance to pay the money back.',
        'Only what belongs to that payment is shared. As this forum takes no payments, using it cannot lead to this.',
      ],
    },
    {
      number: 21,
      title: 'Data outside the United Kingdom and the European Union',
      body: [
        'Our websites are hosted in the United Kingdom.',
        'We may use services of companies outside the European Union for other parts of our business. Data from the United Kingdom or elsewhere could then be processed outside the European Union. The law allows that only where a safeguard protects it.',
        'No safeguard is recorded at present. So no such transfer is made.',
        'If that is to change, we will first record the safeguard, and name it here together with the company and its country, in a new version of this notice.',
      ],
    },
  ],
}
