import type { Clause } from '../text.ts'

export const posting: Clause = {
  number: 8,
  title: 'What you post for others to see',
  body: [
    'A forum is there so that other people read what you post. They can also copy it, download it and use it. This applies to:',
    [
      'a message, a topic or a picture',
      'a message in a chat room',
      'a tag on a picture or on a topic',
      'a click on “agree”, “disagree” or “thanks” beside somebody’s message',
      'your user name, the name you show, your face picture, and what you write about yourself on your profile',
    ],
    'Beside each form you write in, we say who can read it. Before you post something personal, please make sure that you are happy with everybody who might read and use it.',
    'If somebody says that a picture shows you, your name stands beside it only when you agree, and you can take it away at any time.',
    'A message in a chat room is kept until you delete it. For ten minutes you can change it; what it said before can then be read under “edited”. You can delete it at any time, and then it is gone for everybody, with all that it said before. Each room is open to anybody, to members only or to moderators only, and says so where you write.',
    'A private message to another member can be read by the two of you. It is kept until you delete it: what you wrote is yours to delete, and what you were sent stays with you unless its writer deletes it. If one of you reports a private message, those who look into it are shown the words that were reported, and no others.',
    'We use what you post only to show and share it: on the page, in the search and in feeds.',
    'What is public is out of our hands. We cannot control what other people do with it, and we are not responsible for that.',
    'You can remove your own posts, messages, pictures, tags and clicks yourself, at once, without asking anybody. Copies that others made elsewhere stay where they are. If somebody complained about it before, the copy that belongs to the complaint stays with it, out of sight, until that is over.',
    'To have something removed that you cannot remove yourself, [tell us which page it is on](/report) or write to {{email}}. We look at whether your request is reasonable and whether a law makes us keep it. If we refuse, we name the legal ground.',
  ],
}
