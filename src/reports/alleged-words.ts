import type { KindName } from './kinds.ts'

/** What a thing may go against, as its author reads it before anything is decided: never the words of a complaint (N13). */
export const allegedWords: Record<KindName, string> = {
  'intimate-image': 'the law on private pictures (Online Safety Act 2023, section 10)',
  'child-abuse': 'the law against the sexual abuse of children (Online Safety Act 2023, section 10)',
  danger: 'the law that protects people from harm (Online Safety Act 2023, section 10)',
  defamation: 'the law on untrue words that harm somebody (Defamation Act 2013)',
  illegal: 'the law (Online Safety Act 2023, section 10)',
  'child-harm': 'the law that keeps children safe (Online Safety Act 2023, section 12)',
  privacy: 'the law on personal data (UK GDPR)',
  rights: 'the rights in somebody’s work (Copyright, Designs and Patents Act 1988)',
  rules: 'the rules of this forum',
  service: 'the rules of this forum',
}
