-- What a plan (Terraform's) will register once it is applied: kept as intent, judged by nothing.
ALTER TABLE "intent" DROP CONSTRAINT "intent_role_check";
ALTER TABLE "intent" ADD CONSTRAINT "intent_role_check" CHECK ("role" IN ('static', 'vip', 'planned'));
