-- How a fabric is spoken to, beside its endpoint: its own options, never a secret.
ALTER TABLE "fabric" ADD COLUMN "options" jsonb NOT NULL DEFAULT '{}';
-- Whether the fabric checks the sources of an interface at all; null: it does not say.
ALTER TABLE "nic" ADD COLUMN "filter" text CHECK ("filter" IN ('on', 'off'));
