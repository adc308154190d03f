-- As what a host's rules let an interface speak, found without knowing which address to try: single addresses, and
-- prefixes too wide to name each.
CREATE TABLE "passing" (
  "nic_id" int NOT NULL REFERENCES "nic" ("id") ON DELETE CASCADE,
  "prefix" inet NOT NULL,
  PRIMARY KEY ("nic_id", "prefix")
);
CREATE INDEX "passing_wide" ON "passing" ("nic_id") WHERE masklen("prefix") < CASE family("prefix") WHEN 4 THEN 32 ELSE 128 END;

-- What they were worked out from (dump, MAC, port): when it differs, they are to be worked out again.
ALTER TABLE "nic" ADD COLUMN "passing_of" text;
