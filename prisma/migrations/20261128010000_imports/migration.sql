-- An import that is not confirmed yet: what was handed over, what was chosen, and what it would change. It survives a reload.
CREATE TABLE "import" (
  "id" serial PRIMARY KEY,
  "created_at" timestamptz(6) NOT NULL DEFAULT now(),
  "created_by" text NOT NULL,
  "state" text NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'reading', 'read', 'saving', 'saved')),
  "choices" jsonb NOT NULL DEFAULT '{}',
  "turn" int NOT NULL DEFAULT 0, -- counts what was asked, so that an answer to an earlier question is not taken for the last
  "progress" jsonb, -- {done, total, what} while it is read or saved
  "preview" jsonb,
  "outcome" jsonb,
  "error" text,
  "worker" text, -- who works on it, until when it may be silent
  "claimed_until" timestamptz(6)
);
CREATE INDEX "import_waiting" ON "import" ("id") WHERE "state" IN ('reading', 'saving');

CREATE TABLE "import_input" (
  "import_id" int NOT NULL REFERENCES "import" ("id") ON DELETE CASCADE,
  "ordinal" int NOT NULL,
  "path" text NOT NULL, -- a label
  "hash" bytea REFERENCES "blob" ("hash"), -- null: it was refused
  "reason" text, -- why
  "bytes" int NOT NULL DEFAULT 0,
  PRIMARY KEY ("import_id", "ordinal"),
  CHECK (("hash" IS NULL) <> ("reason" IS NULL))
);
CREATE INDEX "import_input_blob" ON "import_input" ("hash");
