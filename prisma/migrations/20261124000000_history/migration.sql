-- The registry as it stood at a past moment, an address at a time; claims have claim_history for the same.
CREATE INDEX "registration_history" ON "registration" ("vpc_id", "address", "valid_from");
