import type { Clause } from '../text.ts'

export const complaining: readonly Clause[] = [
  {
    number: 9,
    title: 'Complaints about what is on this site',
    body: [
      'This site publishes what its members write. Anybody may register, and may then write about themselves or about others. We do not check posts before they appear, and we do not control what people write. Nobody who works for us can change your words.',
      'If something here troubles you, [report it](/report). Every post, topic, picture, tag, profile and list of reactions has a link for that; you need no account and no cookie. You can also write to {{email}} and name the address of the page. We look into every complaint.',
      'Where the complaint looks justified to us, or where we believe that the law demands it, we take the content down while we look into it. For no other reason.',
      'Free speech is a basic right. So we have to judge whose right must give way: yours, or that of the person who wrote what troubles you. Whoever the decision concerns reads its reasons and can object; then somebody else decides again. Each decision has a line without names in [the log](/log).',
      'If we find that a complaint has no ground at all or is only meant to annoy, we do not go on writing to you about it, except where the law gives you a right to an answer. Two of us have to agree on that. [This page](/report/policy) says how it goes on.',
    ],
  },
  {
    number: 13,
    title: 'When you complain',
    body: [
      'When you complain, we record everything you tell us about it, just as you said it, and use it to put the matter right. We do not use it for anything else.',
      'We do not say to the person you complain about who complained.',
      'Sometimes a complaint cannot be settled without speaking to somebody else. Then we may give that person some of what you told us. We do so as seldom as possible; whether we do, and what we pass on, is for us alone to decide. Two of us have to agree to exactly these words, it is written down, and you are told; where telling you at once would do harm, you are told later.',
      'We make [statistics](/transparency) from complaints to see how well we serve you, but never so that you or anybody else could be recognised in them.',
      'A complaint is kept for {{keep.report_case}} after its case is closed, or for {{keep.report_case_law}} where it may end before a court.',
    ],
  },
  {
    number: 28,
    title: 'How to complain',
    body: [
      'If something about this notice, or anything else, does not seem right to you, please tell us: [with this form](/report), without an account; by e-mail to {{email}}; or by post to {{organisation}}, {{address}}.',
      'This is what happens then. If it is about your personal information, we confirm within {{law.acknowledgement}} that we have your complaint. We look into it without needless delay, let you know how it is going, and tell you the outcome and our reasons. When each kind of complaint is answered stands on its form.',
      'If we still do not agree, we hope that you will try with us, in good faith, to settle it by mediation or arbitration.',
      'You have the right to complain to the Information Commissioner’s Office (ICO) about how we process your personal information, at any time: [ico.org.uk/make-a-complaint](https://ico.org.uk/make-a-complaint/). We would be glad of the chance to talk with you first.',
    ],
  },
]
