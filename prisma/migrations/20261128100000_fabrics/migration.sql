-- How a fabric is spoken to, beside its endpoint: its own options, never a secret.
ALTER TABLE "fabric" ADD COLUMN "options" jsonb NOT NULL DEFAULT '{}';
-- Whether the fabric checks the sources of an interface at all; null: it does not say.
ALTER TABLE "nic" ADD COLUMN "filter" text CHECK ("filter" IN ('on', 'off'));
-- Addresses that the fabric answers for on this interface without letting it send from them.
ALTER TABLE "nic" ADD COLUMN "given_not_allowed" inet[] NOT NULL DEFAULT '{}';
CREATE INDEX "nic_not_filtered" ON "nic" ("id") WHERE "filter" = 'off' OR "given_not_allowed" <> '{}';

-- A text that a guest said before, and says again after it said something else, is new evidence: it is counted.
ALTER TABLE "capture" ADD COLUMN "repetition" int NOT NULL DEFAULT 0;
DROP INDEX "capture_once";
CREATE UNIQUE INDEX "capture_once" ON "capture" ("hash", "first_line", "last_line", "format", (coalesce("guest_id", 0)), (coalesce("vpc_id", 0)), "repetition")
  WHERE "withdrawn_at" IS NULL AND "source_kind" <> 'agent';

-- A capture's page marks the characters that registrations rest on.
CREATE INDEX "registration_capture" ON "registration" ("capture_id") WHERE "capture_id" IS NOT NULL;
