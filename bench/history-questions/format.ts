// The files of questions and answers, as they are read.
import { z } from 'zod'

const Names = z.array(z.string())
export const Summary = z.object({
  commits: z.array(z.string()),
  count: z.number(),
  authors: z.array(Names),
  key: z.array(z.string()),
  subjects: z.record(z.string(), z.string()),
})
const Extra = {
  ignore: z.array(z.string()).default([]),
  accept: z.array(z.string()).default([]),
  accept_text: z.array(z.string()).default([]),
  also: z.object({ author: Names.optional(), date: Names.optional() }).default({}),
}
export const Truth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sha'), value: z.string(), ...Extra }),
  z.object({ type: z.literal('sha_list'), value: z.array(z.string()), ...Extra }),
  z.object({ type: z.literal('author'), value: Names, ...Extra }),
  z.object({ type: z.literal('author_date'), value: z.object({ author: Names, date: Names }), ...Extra }),
  z.object({ type: z.literal('author_set'), value: z.array(Names), ...Extra }),
  z.object({ type: z.literal('number'), value: z.number(), ...Extra }),
  z.object({ type: z.literal('tag'), value: z.string(), ...Extra }),
  z.object({ type: z.literal('date'), value: z.array(z.string()), ...Extra }),
  z.object({ type: z.literal('path_set'), value: z.array(z.string()), ...Extra }),
  z.object({ type: z.literal('summary'), value: Summary, ...Extra }),
  z.object({ type: z.literal('why'), value: z.object({ sha: z.string(), keywords: z.array(z.string()) }), ...Extra }),
  z.object({ type: z.literal('none'), value: z.null(), ...Extra }),
])
export type Truth = z.infer<typeof Truth>

export const JudgedQuestion = z.looseObject({
  id: z.string(),
  template: z.string(),
  question: z.string(),
  paraphrases: z.array(z.string()).default([]),
  negative: z.boolean().default(false),
  answer: Truth,
})
export type JudgedQuestion = z.infer<typeof JudgedQuestion>

export const GivenAnswer = z.looseObject({
  id: z.string(),
  variant: z.number().default(0),
  answer: z.string().default(''),
  citations: z.array(z.looseObject({ sha: z.string().optional() })).default([]),
})
export type GivenAnswer = z.infer<typeof GivenAnswer>
