export interface ReportField {
  name: string
  label: string
  hint: string
  required: boolean
  /** 1 is a line, more is a box of so many lines, 0 is a choice. */
  lines: number
  /** One choice is a box to tick, several are a list to pick from. */
  choices?: readonly { value: string; label: string }[]
  /** Without it the law calls the notice incomplete; where it is not required we take the report and say what is missing. */
  isStatutory?: true
}

function field(name: string, label: string, hint: string, lines: number, more: Partial<ReportField> = {}) {
  return { name, label, hint, lines, required: true, ...more } satisfies ReportField
}

const tick = (label: string) => [{ value: 'yes', label }]
const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]

/** Online Safety Act 2023 s.20A: the declarations that start the 48 hours. */
export const intimateFields: readonly ReportField[] = [
  field('declaresIntimate', 'What you tell us', 'The law asks for it. We then hide the picture at once.', 0, {
    choices: tick('It is a private, intimate picture, shared without permission.'),
    isStatutory: true,
  }),
  field('relation', 'Who is in the picture?', 'If you help somebody, we need not know their name.', 0, {
    choices: [
      { value: 'subject', label: 'I am' },
      { value: 'agent', label: 'Somebody who wants me to report it' },
    ],
    isStatutory: true,
  }),
]

/** For kinds in which it matters; nobody has to say. */
export const relationField = field(
  'relation',
  'Who is it about?',
  'Whoever wrote it never learns what you say here.',
  0,
  {
    required: false,
    choices: [
      { value: 'subject', label: 'Me' },
      { value: 'group', label: 'A group of people that I belong to' },
      { value: 'carer', label: 'Somebody I look after, like my child' },
      { value: 'helper', label: 'Somebody I want to help' },
      { value: 'other', label: 'Somebody else, or everybody' },
      { value: '', label: 'I would rather not say' },
    ],
  },
)

const must = { isStatutory: true } as const
const may = { required: false, isStatutory: true } as const

/** Defamation Act 2013 s.5(6) and regulation 2 of the Regulations of 2013. */
export const defamationFields: readonly ReportField[] = [
  field('statement', 'What exactly was said?', 'Copy the words.', 3, must),
  field('why', 'Why does it harm your good name?', 'What do people think of you because of it?', 4, must),
  field('meaning', 'What do you think the words mean?', 'As most readers would take them.', 3, must),
  field('inaccurate', 'What is untrue about it?', 'Or which opinion has no facts behind it?', 3, may),
  field('cannotIdentify', 'Do you know who wrote it?', 'Tick it only if it is so.', 0, {
    ...may,
    choices: tick('I do not know enough about the writer to take them to court.'),
  }),
  field('shareName', 'May we tell the writer your name?', 'If you do not answer, we do not.', 0, {
    ...may,
    choices: yesNo,
  }),
  field('shareEmail', 'May we tell the writer your e-mail address?', 'If you do not answer, we do not.', 0, {
    ...may,
    choices: yesNo,
  }),
  // Paragraph 9 of the Schedule: then the words go without asking the writer again.
  field('priorNotices', 'Did you tell us before?', 'Tick it only if it is so.', 0, {
    ...may,
    choices: tick(
      'I reported the same words by the same person at least twice before. They were taken away and came back.',
    ),
  }),
]

export const lawField = field(
  'law',
  'Which law does it break?',
  'In your own words; you need not know its name.',
  1,
)

export const ruleField = field('rule', 'Which rule does it break?', 'Choose the one that fits best.', 1)

export const rightField = field(
  'whatRight',
  'What is yours?',
  'For example: my photograph, my poem, our logo.',
  2,
)
