-- What was stored last of a VPC that a fabric serves, and when: the same again need not be compared row by row.
ALTER TABLE "vpc" ADD COLUMN "snapshot_hash" text;
ALTER TABLE "vpc" ADD COLUMN "snapshot_saved_at" timestamptz(6);
