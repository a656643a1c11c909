-- Questions about who and when read the index alone instead of the wide rows with their messages.
ALTER TABLE "commits" DROP CONSTRAINT "commits_repository_id_id_pk";--> statement-breakpoint
ALTER TABLE "commits" ADD CONSTRAINT "commits_repository_id_id_pk" PRIMARY KEY ("repository_id", "id") INCLUDE ("author_identity_id", "authored_at_s", "committed_at_s", "parents");--> statement-breakpoint
-- Line counts are sums over changes: storing them again would rewrite every message.
ALTER TABLE "commits" DROP COLUMN "additions";--> statement-breakpoint
ALTER TABLE "commits" DROP COLUMN "deletions";--> statement-breakpoint
-- Every row is updated once, when its lines are counted: with room in its page no index is touched.
ALTER TABLE "changes" SET (fillfactor = 50);
