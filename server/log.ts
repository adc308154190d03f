import pino from 'pino'

/** Structured log on standard error; secrets never reach it. */
export const log = pino({ redact: ['secret', 'password', 'token', 'authorization'] }, pino.destination(2))
