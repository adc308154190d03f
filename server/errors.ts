/** Every expected failure of an operation, with what a person needs to understand it. */
export type AppError =
  | { kind: 'not-found'; what: string }
  | { kind: 'refused'; reason: string } // the actor may not
  | { kind: 'invalid'; field: string | null; reason: string }
  | { kind: 'taken'; what: string; by: string }
  | { kind: 'conflict'; reason: string } // somebody else changed it meanwhile
  | { kind: 'too-large'; limit: string }
  | { kind: 'fabric'; fabric: string; reason: string }
  | { kind: 'unavailable'; reason: string } // the database cannot be reached

type Answer = { status: number; sentence: (error: never) => string }

const ANSWERS = {
  'not-found': { status: 404, sentence: (e: { what: string }) => `${e.what} does not exist.` },
  refused: { status: 403, sentence: (e: { reason: string }) => e.reason },
  invalid: { status: 422, sentence: (e: { reason: string }) => e.reason },
  taken: { status: 409, sentence: (e: { what: string; by: string }) => `${e.what} is taken by ${e.by}.` },
  conflict: { status: 409, sentence: (e: { reason: string }) => e.reason },
  'too-large': { status: 413, sentence: (e: { limit: string }) => `The input is larger than ${e.limit}.` },
  fabric: { status: 502, sentence: (e: { fabric: string; reason: string }) => `Fabric ${e.fabric}: ${e.reason}` },
  unavailable: { status: 503, sentence: (e: { reason: string }) => e.reason },
} satisfies Record<AppError['kind'], Answer>

export const statusOf = (error: AppError): number => ANSWERS[error.kind].status
export const sentenceOf = (error: AppError): string => ANSWERS[error.kind].sentence(error as never)
