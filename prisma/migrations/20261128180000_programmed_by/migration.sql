-- Hosts that no controller owns: the registry of a VPC is Rollcall's own, and this fabric installs it there.
ALTER TABLE "vpc" ADD COLUMN "programmed_by" int UNIQUE REFERENCES "fabric" ("id") ON DELETE SET NULL;
ALTER TABLE "vpc" ADD CONSTRAINT "vpc_one_registry" CHECK ("fabric_id" IS NULL OR "programmed_by" IS NULL);
