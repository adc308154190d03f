-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "fabric" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "secret_name" TEXT,
    "can_write" BOOLEAN NOT NULL DEFAULT true,
    "revision" TEXT,
    "read_at" TIMESTAMPTZ(6),
    "error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fabric_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vpc" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "fabric_id" INTEGER,
    "note" TEXT NOT NULL DEFAULT '',
    "vni" INTEGER,
    "addresses_max" INTEGER NOT NULL DEFAULT 10,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vpc_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vpc_cidr" (
    "vpc_id" INTEGER NOT NULL,
    "cidr" INET NOT NULL,

    CONSTRAINT "vpc_cidr_pkey" PRIMARY KEY ("vpc_id","cidr")
);

-- CreateTable
CREATE TABLE "subnet" (
    "id" SERIAL NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "cidr" INET NOT NULL,
    "gateway" INET,
    "reserved" INET[],
    "owned" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "subnet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "fabric_id" INTEGER,
    "management_ip" INET,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bridge_port" (
    "host_id" INTEGER NOT NULL,
    "bridge" TEXT NOT NULL,
    "ofport" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL DEFAULT '',
    "remote" INET,

    CONSTRAINT "bridge_port_pkey" PRIMARY KEY ("host_id","bridge","ofport")
);

-- CreateTable
CREATE TABLE "guest" (
    "id" SERIAL NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hostname" TEXT,
    "host_id" INTEGER,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nic" (
    "id" SERIAL NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "guest_id" INTEGER NOT NULL,
    "subnet_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "mac" TEXT NOT NULL,
    "bridge" TEXT,
    "ofport" INTEGER,

    CONSTRAINT "nic_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration" (
    "id" SERIAL NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "nic_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "address" INET NOT NULL,
    "mac" TEXT,
    "havip_id" INTEGER,
    "owned" BOOLEAN NOT NULL DEFAULT true,
    "claimant" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "valid_to" TIMESTAMPTZ(6),

    CONSTRAINT "registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havip" (
    "id" SERIAL NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "subnet_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "address" INET NOT NULL,
    "master_nic_id" INTEGER,
    "owned" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "havip_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havip_member" (
    "havip_id" INTEGER NOT NULL,
    "nic_id" INTEGER NOT NULL,

    CONSTRAINT "havip_member_pkey" PRIMARY KEY ("havip_id","nic_id")
);

-- CreateTable
CREATE TABLE "blob" (
    "hash" BYTEA NOT NULL,
    "gzip" BYTEA NOT NULL,
    "bytes" INTEGER NOT NULL,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "capture" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "first_line" INTEGER NOT NULL,
    "last_line" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "command" TEXT,
    "hostname" TEXT,
    "guest_id" INTEGER,
    "vpc_id" INTEGER,
    "source" TEXT NOT NULL,
    "source_kind" TEXT NOT NULL,
    "source_rank" SMALLINT NOT NULL,
    "captured_at" TIMESTAMPTZ(6) NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(6),
    "value" JSONB NOT NULL,

    CONSTRAINT "capture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim" (
    "id" SERIAL NOT NULL,
    "capture_id" INTEGER NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "guest_id" INTEGER,
    "nic_id" INTEGER,
    "link" TEXT NOT NULL,
    "mac" TEXT,
    "address" INET NOT NULL,
    "prefix_length" SMALLINT,
    "label" TEXT,
    "scope" TEXT,
    "span_start" INTEGER NOT NULL,
    "span_end" INTEGER NOT NULL,
    "judged" BOOLEAN NOT NULL DEFAULT true,
    "source_rank" SMALLINT NOT NULL,
    "valid_from" TIMESTAMPTZ(6) NOT NULL,
    "valid_to" TIMESTAMPTZ(6),
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listing" (
    "nic_id" INTEGER NOT NULL,
    "family" SMALLINT NOT NULL,
    "capture_id" INTEGER NOT NULL,
    "listed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "listing_pkey" PRIMARY KEY ("nic_id","family")
);

-- CreateTable
CREATE TABLE "flow_dump" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "bridge" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "taken_at" TIMESTAMPTZ(6) NOT NULL,
    "source" TEXT NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "rule_count" INTEGER NOT NULL,
    "problems" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "flow_dump_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_rule" (
    "dump_id" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "table_id" INTEGER NOT NULL,
    "priority" INTEGER NOT NULL,
    "cookie" TEXT NOT NULL,
    "n_packets" BIGINT,
    "n_bytes" BIGINT,
    "match" TEXT NOT NULL,
    "actions" TEXT NOT NULL,

    CONSTRAINT "flow_rule_pkey" PRIMARY KEY ("dump_id","ordinal")
);

-- CreateTable
CREATE TABLE "probe" (
    "nic_id" INTEGER NOT NULL,
    "address" INET NOT NULL,
    "answer" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "is_policy" BOOLEAN NOT NULL DEFAULT false,
    "detail" JSONB NOT NULL,
    "dump_id" INTEGER,
    "evaluated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "probe_pkey" PRIMARY KEY ("nic_id","address")
);

-- CreateTable
CREATE TABLE "standing" (
    "nic_id" INTEGER NOT NULL,
    "address" INET NOT NULL,
    "vpc_id" INTEGER NOT NULL,
    "configured" TEXT NOT NULL,
    "registered" TEXT NOT NULL,
    "programmed" TEXT NOT NULL,
    "standing" TEXT NOT NULL,
    "kind" TEXT,
    "havip_id" INTEGER,
    "configured_at" TIMESTAMPTZ(6),
    "programmed_at" TIMESTAMPTZ(6),
    "last_seen" BOOLEAN NOT NULL DEFAULT false,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "severity" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "standing_pkey" PRIMARY KEY ("nic_id","address")
);

-- CreateTable
CREATE TABLE "finding" (
    "id" SERIAL NOT NULL,
    "rule" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "state" TEXT NOT NULL,
    "vpc_id" INTEGER,
    "nic_id" INTEGER,
    "guest_id" INTEGER,
    "havip_id" INTEGER,
    "address" INET,
    "cause" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "acknowledged_by" TEXT,
    "acknowledged_why" TEXT,
    "acknowledged_until" TIMESTAMPTZ(6),
    "resolved_at" TIMESTAMPTZ(6),
    "resolved_by" INTEGER,
    "reopened" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "finding_event" (
    "id" SERIAL NOT NULL,
    "finding_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "finding_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "vpc_id" INTEGER,
    "address" INET,
    "finding_id" INTEGER,
    "before" JSONB,
    "after" JSONB,
    "why" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'done',
    "steps" JSONB NOT NULL DEFAULT '[]',
    "receipt" JSONB,

    CONSTRAINT "change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "fabric_name_key" ON "fabric"("name");

-- CreateIndex
CREATE UNIQUE INDEX "vpc_name_key" ON "vpc"("name");

-- CreateIndex
CREATE UNIQUE INDEX "host_name_key" ON "host"("name");

-- CreateIndex
CREATE UNIQUE INDEX "guest_vpc_id_name_key" ON "guest"("vpc_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "nic_guest_id_name_key" ON "nic"("guest_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "nic_vpc_id_mac_key" ON "nic"("vpc_id", "mac");

-- CreateIndex
CREATE UNIQUE INDEX "havip_vpc_id_address_key" ON "havip"("vpc_id", "address");

-- AddForeignKey
ALTER TABLE "vpc" ADD CONSTRAINT "vpc_fabric_id_fkey" FOREIGN KEY ("fabric_id") REFERENCES "fabric"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vpc_cidr" ADD CONSTRAINT "vpc_cidr_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subnet" ADD CONSTRAINT "subnet_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host" ADD CONSTRAINT "host_fabric_id_fkey" FOREIGN KEY ("fabric_id") REFERENCES "fabric"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bridge_port" ADD CONSTRAINT "bridge_port_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guest" ADD CONSTRAINT "guest_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guest" ADD CONSTRAINT "guest_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nic" ADD CONSTRAINT "nic_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nic" ADD CONSTRAINT "nic_guest_id_fkey" FOREIGN KEY ("guest_id") REFERENCES "guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nic" ADD CONSTRAINT "nic_subnet_id_fkey" FOREIGN KEY ("subnet_id") REFERENCES "subnet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_nic_id_fkey" FOREIGN KEY ("nic_id") REFERENCES "nic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_havip_id_fkey" FOREIGN KEY ("havip_id") REFERENCES "havip"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "havip" ADD CONSTRAINT "havip_vpc_id_fkey" FOREIGN KEY ("vpc_id") REFERENCES "vpc"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "havip" ADD CONSTRAINT "havip_subnet_id_fkey" FOREIGN KEY ("subnet_id") REFERENCES "subnet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "havip_member" ADD CONSTRAINT "havip_member_havip_id_fkey" FOREIGN KEY ("havip_id") REFERENCES "havip"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "havip_member" ADD CONSTRAINT "havip_member_nic_id_fkey" FOREIGN KEY ("nic_id") REFERENCES "nic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "capture" ADD CONSTRAINT "capture_hash_fkey" FOREIGN KEY ("hash") REFERENCES "blob"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim" ADD CONSTRAINT "claim_capture_id_fkey" FOREIGN KEY ("capture_id") REFERENCES "capture"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_dump" ADD CONSTRAINT "flow_dump_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_dump" ADD CONSTRAINT "flow_dump_hash_fkey" FOREIGN KEY ("hash") REFERENCES "blob"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_rule" ADD CONSTRAINT "flow_rule_dump_id_fkey" FOREIGN KEY ("dump_id") REFERENCES "flow_dump"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema language cannot say ------------------------------------------------------------------------------
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE "nic" ADD CONSTRAINT "nic_mac_form" CHECK ("mac" ~ '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$');
ALTER TABLE "subnet" ADD CONSTRAINT "subnet_is_network" CHECK ("cidr" = network("cidr"));
ALTER TABLE "vpc_cidr" ADD CONSTRAINT "vpc_cidr_is_network" CHECK ("cidr" = network("cidr"));
ALTER TABLE "registration" ADD CONSTRAINT "registration_kind" CHECK ("kind" IN ('primary', 'secondary', 'allowed-pair', 'havip'));
ALTER TABLE "registration" ADD CONSTRAINT "registration_period" CHECK ("valid_to" IS NULL OR "valid_to" >= "valid_from");
ALTER TABLE "claim" ADD CONSTRAINT "claim_period" CHECK ("valid_to" IS NULL OR "valid_to" >= "valid_from");
ALTER TABLE "claim" ADD CONSTRAINT "claim_is_host" CHECK (masklen("address") = CASE family("address") WHEN 4 THEN 32 ELSE 128 END);
ALTER TABLE "standing" ADD CONSTRAINT "standing_truths" CHECK ("configured" IN ('yes','no','unknown') AND "registered" IN ('yes','no','unknown') AND "programmed" IN ('yes','no','unknown'));
ALTER TABLE "probe" ADD CONSTRAINT "probe_answer" CHECK ("answer" IN ('yes','no','unknown'));

-- Subnets of one VPC do not overlap; two operators acting at once are decided here.
ALTER TABLE "subnet" ADD CONSTRAINT "subnet_no_overlap" EXCLUDE USING gist ("vpc_id" WITH =, "cidr" inet_ops WITH &&) WHERE ("owned");
-- One address is one claimant's in a VPC. An allowed pair says otherwise and is left out; members of one HAVIP share a claimant.
ALTER TABLE "registration" ADD CONSTRAINT "registration_one_claimant"
  EXCLUDE USING gist ("vpc_id" WITH =, "address" inet_ops WITH &&, "claimant" WITH <>) WHERE ("owned" AND "valid_to" IS NULL AND "kind" <> 'allowed-pair');
CREATE UNIQUE INDEX "registration_current" ON "registration" ("nic_id", "address", (coalesce("mac", ''))) WHERE "valid_to" IS NULL;
CREATE INDEX "registration_current_vpc_address" ON "registration" ("vpc_id", "address") WHERE "valid_to" IS NULL;
CREATE INDEX "registration_current_prefix" ON "registration" ("nic_id") WHERE "valid_to" IS NULL AND masklen("address") < 32 * (CASE family("address") WHEN 4 THEN 1 ELSE 4 END);
CREATE INDEX "registration_nic_history" ON "registration" ("nic_id", "valid_from");
CREATE INDEX "registration_havip" ON "registration" ("havip_id") WHERE "havip_id" IS NOT NULL;

CREATE UNIQUE INDEX "claim_current" ON "claim" ("nic_id", "address", "link", (coalesce("label", ''))) WHERE "valid_to" IS NULL AND "nic_id" IS NOT NULL;
CREATE INDEX "claim_current_vpc_address" ON "claim" ("vpc_id", "address") WHERE "valid_to" IS NULL;
CREATE INDEX "claim_current_guest" ON "claim" ("guest_id") WHERE "valid_to" IS NULL;
CREATE INDEX "claim_current_age" ON "claim" ("last_seen_at") WHERE "valid_to" IS NULL;
CREATE INDEX "claim_capture" ON "claim" ("capture_id");
CREATE INDEX "claim_history" ON "claim" ("vpc_id", "address", "valid_from");

CREATE INDEX "capture_guest" ON "capture" ("guest_id", "captured_at" DESC);
CREATE INDEX "capture_vpc_kind" ON "capture" ("vpc_id", "kind", "captured_at" DESC) WHERE "withdrawn_at" IS NULL AND "kind" IN ('firewall', 'probe');
CREATE INDEX "capture_received" ON "capture" ("received_at" DESC, "id" DESC);
CREATE UNIQUE INDEX "capture_once" ON "capture" ("hash", "first_line", "last_line", "format", (coalesce("guest_id", 0))) WHERE "withdrawn_at" IS NULL;

CREATE UNIQUE INDEX "flow_dump_current" ON "flow_dump" ("host_id", "bridge") WHERE "is_current";
CREATE INDEX "flow_rule_tried" ON "flow_rule" ("dump_id", "table_id", "priority" DESC, "ordinal");

CREATE INDEX "guest_host" ON "guest" ("host_id");
CREATE INDEX "guest_name_trgm" ON "guest" USING gin ("name" gin_trgm_ops);
CREATE INDEX "guest_hostname_trgm" ON "guest" USING gin ("hostname" gin_trgm_ops);
CREATE INDEX "host_name_trgm" ON "host" USING gin ("name" gin_trgm_ops);
CREATE INDEX "nic_guest" ON "nic" ("guest_id");
CREATE INDEX "nic_subnet" ON "nic" ("subnet_id");
CREATE INDEX "nic_mac_trgm" ON "nic" USING gin ("mac" gin_trgm_ops);
CREATE INDEX "havip_member_nic" ON "havip_member" ("nic_id");

-- The address list: worst first, then by address; every filter ends in the keyset (severity, address, nic_id).
CREATE INDEX "standing_worst" ON "standing" ("severity" DESC, "address", "nic_id");
CREATE INDEX "standing_vpc_worst" ON "standing" ("vpc_id", "severity" DESC, "address", "nic_id");
CREATE INDEX "standing_by_kind" ON "standing" ("standing", "severity" DESC, "address", "nic_id");
CREATE INDEX "standing_address" ON "standing" ("address");
CREATE INDEX "standing_wide" ON "standing" USING gist ("address" inet_ops) WHERE masklen("address") < 32 * (CASE family("address") WHEN 4 THEN 1 ELSE 4 END);
CREATE INDEX "standing_vpc_address" ON "standing" ("vpc_id", "address");
CREATE INDEX "standing_age" ON "standing" ("configured_at") WHERE "configured" = 'yes';

CREATE UNIQUE INDEX "finding_live" ON "finding" ("rule", "key") WHERE "state" <> 'resolved';
CREATE INDEX "finding_worst" ON "finding" ("severity" DESC, "opened_at" DESC, "id" DESC) WHERE "state" <> 'resolved';
CREATE INDEX "finding_cause" ON "finding" ("cause") WHERE "state" <> 'resolved';
CREATE INDEX "finding_pair" ON "finding" ("nic_id", "address");
CREATE INDEX "finding_ended" ON "finding" ("resolved_at" DESC) WHERE "state" = 'resolved';
CREATE INDEX "finding_event_of" ON "finding_event" ("finding_id", "at");
CREATE INDEX "finding_event_at" ON "finding_event" ("at");
CREATE INDEX "change_at" ON "change" ("at" DESC, "id" DESC);
CREATE INDEX "change_finding" ON "change" ("finding_id") WHERE "finding_id" IS NOT NULL;

-- A subnet lies inside a CIDR of its VPC, where the registry is our own.
CREATE FUNCTION subnet_inside_vpc() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.owned AND NOT EXISTS (SELECT 1 FROM vpc_cidr c WHERE c.vpc_id = NEW.vpc_id AND c.cidr >>= NEW.cidr) THEN
    RAISE EXCEPTION 'subnet % lies in no CIDR of its VPC', NEW.cidr USING ERRCODE = 'check_violation', CONSTRAINT = 'subnet_inside_vpc';
  END IF;
  RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER subnet_inside_vpc AFTER INSERT OR UPDATE ON subnet DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION subnet_inside_vpc();

-- A CIDR that a subnet still lies in stays.
CREATE FUNCTION vpc_cidr_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM vpc v WHERE v.id = OLD.vpc_id) AND EXISTS (
    SELECT 1 FROM subnet s WHERE s.vpc_id = OLD.vpc_id AND s.owned
      AND NOT EXISTS (SELECT 1 FROM vpc_cidr c WHERE c.vpc_id = s.vpc_id AND c.cidr >>= s.cidr)) THEN
    RAISE EXCEPTION 'CIDR % still holds a subnet', OLD.cidr USING ERRCODE = 'check_violation', CONSTRAINT = 'vpc_cidr_in_use';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER vpc_cidr_in_use AFTER DELETE OR UPDATE ON vpc_cidr DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION vpc_cidr_in_use();

-- The log of changes is appended to; the only update is the progress of a change that is still applying.
CREATE FUNCTION change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'applying' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the log of changes is append-only';
END $$;
CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON "change" FOR EACH ROW EXECUTE FUNCTION change_append_only();

-- The 27 rows of core/audit/standing-table.ts, loaded from there by the store; whole-world audits join them.
CREATE TABLE "standing_rule" (
  "configured" text NOT NULL, "registered" text NOT NULL, "programmed" text NOT NULL,
  "standing" text, PRIMARY KEY ("configured", "registered", "programmed")
);
