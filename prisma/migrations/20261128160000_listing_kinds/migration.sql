-- Listings of hosts that are no Open vSwitch are shown beside flow tables; what they do with a packet is not evaluated.
ALTER TABLE "flow_dump" ADD COLUMN "kind" text NOT NULL DEFAULT 'openflow' CHECK ("kind" IN ('openflow', 'vfp'));
