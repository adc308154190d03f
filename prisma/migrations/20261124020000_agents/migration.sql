-- Tokens of guest agents: only their SHA-256 is kept. A revoked token stays, with who revoked it.
CREATE TABLE "agent_token" (
  "id" serial PRIMARY KEY,
  "name" text NOT NULL,
  "hash" bytea NOT NULL UNIQUE CHECK (length("hash") = 32),
  "vpc_id" int REFERENCES "vpc" ("id") ON DELETE CASCADE, -- where machines that nobody knows are added; null: they are refused
  "created_at" timestamptz(6) NOT NULL DEFAULT now(),
  "created_by" text NOT NULL,
  "last_used_at" timestamptz(6),
  "last_error" text, -- of the latest report that was refused, until one is taken
  "revoked_at" timestamptz(6),
  "revoked_by" text
);
CREATE UNIQUE INDEX "agent_token_name" ON "agent_token" ("name") WHERE "revoked_at" IS NULL;

-- The latest report of a guest through a token. One whose claims equal it moves "last seen" and nothing else.
CREATE TABLE "agent_report" (
  "guest_id" int NOT NULL REFERENCES "guest" ("id") ON DELETE CASCADE,
  "token_id" int NOT NULL REFERENCES "agent_token" ("id") ON DELETE CASCADE,
  "digest" bytea NOT NULL CHECK (length("digest") = 32), -- SHA-256 of what the report says, without its text
  "capture_ids" int[] NOT NULL,
  "claims" int NOT NULL, -- current claims that rested on these captures when they were stored
  "first_at" timestamptz(6) NOT NULL,
  "seen_at" timestamptz(6) NOT NULL,
  PRIMARY KEY ("guest_id", "token_id")
);
CREATE INDEX "agent_report_digest" ON "agent_report" ("token_id", "digest");

-- The same text pasted twice is one piece of evidence; an agent that says again what it said before the last time says something new.
DROP INDEX "capture_once";
CREATE UNIQUE INDEX "capture_once" ON "capture" ("hash", "first_line", "last_line", "format", (coalesce("guest_id", 0)))
  WHERE "withdrawn_at" IS NULL AND "source_kind" <> 'agent';
