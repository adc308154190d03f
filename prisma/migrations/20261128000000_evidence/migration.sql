-- What it was called where it came from: a file's name, the file a command printed. A label, and what tells two
-- configuration files of one machine apart.
ALTER TABLE "capture" ADD COLUMN "origin" text NOT NULL DEFAULT '';
-- At equal time the better source decides what a listing does not show.
ALTER TABLE "listing" ADD COLUMN "source_rank" smallint NOT NULL DEFAULT 2;

-- Exports belong to a VPC and to no guest: the same text in two VPCs is two pieces of evidence.
DROP INDEX "capture_once";
CREATE UNIQUE INDEX "capture_once" ON "capture" ("hash", "first_line", "last_line", "format", (coalesce("guest_id", 0)), (coalesce("vpc_id", 0)))
  WHERE "withdrawn_at" IS NULL AND "source_kind" <> 'agent';
CREATE INDEX "capture_vpc_export" ON "capture" ("vpc_id", "captured_at", "id") WHERE "withdrawn_at" IS NULL AND "kind" = 'registry';

-- Whom a guest's neighbour table names for an address, the latest entry only: captures keep the others. No MAC: nobody answered.
CREATE TABLE "neighbour" (
  "guest_id" int NOT NULL REFERENCES "guest" ("id") ON DELETE CASCADE, -- who says so
  "address" inet NOT NULL CHECK (masklen("address") = CASE family("address") WHEN 4 THEN 32 ELSE 128 END),
  "vpc_id" int NOT NULL REFERENCES "vpc" ("id") ON DELETE CASCADE,
  "capture_id" int NOT NULL REFERENCES "capture" ("id") ON DELETE CASCADE,
  "mac" text,
  "dev" text,
  "state" text,
  "span_start" int NOT NULL,
  "span_end" int NOT NULL,
  "seen_at" timestamptz(6) NOT NULL,
  PRIMARY KEY ("guest_id", "address")
);
CREATE INDEX "neighbour_address" ON "neighbour" ("vpc_id", "address");

-- What configuration says that a guest should hold. Current while valid_to is null; a newer text of the same origin ends it.
CREATE TABLE "intent" (
  "id" serial PRIMARY KEY,
  "capture_id" int NOT NULL REFERENCES "capture" ("id") ON DELETE CASCADE,
  "vpc_id" int NOT NULL REFERENCES "vpc" ("id") ON DELETE CASCADE,
  "guest_id" int NOT NULL REFERENCES "guest" ("id") ON DELETE CASCADE,
  "nic_id" int REFERENCES "nic" ("id") ON DELETE SET NULL, -- null: the text does not say which, and there are several
  "format" text NOT NULL,
  "origin" text NOT NULL,
  "group_name" text, -- what moves as one: a VRRP instance, a cluster resource
  "link" text,
  "address" inet NOT NULL, -- a prefix where it is a pool
  "prefix_length" smallint,
  "role" text NOT NULL CHECK ("role" IN ('static', 'vip')),
  "is_pool" boolean NOT NULL DEFAULT false,
  "span_start" int NOT NULL,
  "span_end" int NOT NULL,
  "valid_from" timestamptz(6) NOT NULL,
  "valid_to" timestamptz(6) CHECK ("valid_to" >= "valid_from"),
  "last_seen_at" timestamptz(6) NOT NULL
);
CREATE INDEX "intent_guest" ON "intent" ("guest_id", "valid_from");
CREATE INDEX "intent_current_nic" ON "intent" ("nic_id", "address") WHERE "valid_to" IS NULL;
CREATE INDEX "intent_current_address" ON "intent" ("vpc_id", "address") WHERE "valid_to" IS NULL;

-- What an inventory documents: neither configured nor registered.
CREATE TABLE "documented_address" (
  "id" serial PRIMARY KEY,
  "capture_id" int NOT NULL REFERENCES "capture" ("id") ON DELETE CASCADE,
  "vpc_id" int NOT NULL REFERENCES "vpc" ("id") ON DELETE CASCADE,
  "address" inet NOT NULL CHECK (masklen("address") = CASE family("address") WHEN 4 THEN 32 ELSE 128 END),
  "note" text NOT NULL, -- status, role, name and description, as they stand there
  "assigned" text, -- the machine and interface that it is documented for
  "span_start" int NOT NULL,
  "span_end" int NOT NULL
);
CREATE INDEX "documented_vpc_address" ON "documented_address" ("vpc_id", "address");
CREATE INDEX "documented_capture" ON "documented_address" ("capture_id");

-- A registry known from exports says where each of its facts stands, and may not say everything of an interface.
ALTER TABLE "registration" ADD COLUMN "capture_id" int REFERENCES "capture" ("id") ON DELETE SET NULL,
  ADD COLUMN "span_start" int, ADD COLUMN "span_end" int;
ALTER TABLE "nic" ADD COLUMN "is_registry_whole" boolean NOT NULL DEFAULT true; -- false: what is not listed may be allowed all the same
ALTER TABLE "subnet" ADD COLUMN "is_guessed" boolean NOT NULL DEFAULT false; -- the export names it and leaves out its CIDR
