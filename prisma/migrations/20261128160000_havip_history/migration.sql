-- A change that stopped in the middle has a stage with a name, and keeps what it needs to be resumed or rolled back.
ALTER TABLE "change" ADD COLUMN "stage" text, ADD COLUMN "plan" jsonb;
CREATE INDEX "change_under_way" ON "change" ("id") WHERE "state" IN ('applying', 'unfinished');
CREATE OR REPLACE FUNCTION change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state IN ('applying', 'unfinished') THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the log of changes is append-only';
END $$;

-- Whom a fabric named as the holder of a HAVIP, and from when to when by its readings. Current while valid_to is null.
CREATE TABLE "havip_parent" (
  "id" serial PRIMARY KEY,
  "havip_id" int NOT NULL REFERENCES "havip" ("id") ON DELETE CASCADE,
  "nic_id" int NOT NULL REFERENCES "nic" ("id") ON DELETE CASCADE,
  "valid_from" timestamptz(6) NOT NULL,
  "valid_to" timestamptz(6)
);
CREATE UNIQUE INDEX "havip_parent_current" ON "havip_parent" ("havip_id") WHERE "valid_to" IS NULL;
CREATE INDEX "havip_parent_past" ON "havip_parent" ("havip_id", "valid_from");
INSERT INTO "havip_parent" ("havip_id", "nic_id", "valid_from") SELECT "id", "master_nic_id", now() FROM "havip" WHERE "master_nic_id" IS NOT NULL;

-- What neighbour tables said of an address in the past is read from the captures themselves.
CREATE INDEX "capture_neighbours" ON "capture" USING gin (("value" -> 'neighbours') jsonb_path_ops) WHERE "kind" = 'neigh' AND "withdrawn_at" IS NULL;
