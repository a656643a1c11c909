CREATE TABLE "commit_links" (
	"repository_id" integer NOT NULL,
	"commit_id" integer NOT NULL,
	"ordinal" smallint NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"target_commit_id" integer,
	"identity_id" integer,
	CONSTRAINT "commit_links_repository_id_commit_id_ordinal_pk" PRIMARY KEY("repository_id","commit_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "patches" (
	"repository_id" integer NOT NULL,
	"commit_id" integer NOT NULL,
	"patch_id" bigint NOT NULL,
	CONSTRAINT "patches_repository_id_commit_id_pk" PRIMARY KEY("repository_id","commit_id")
);
--> statement-breakpoint
CREATE TABLE "word_postings" (
	"repository_id" integer NOT NULL,
	"bucket" smallint NOT NULL,
	"last_commit_id" integer NOT NULL,
	"words" text NOT NULL,
	"postings" "bytea" NOT NULL,
	CONSTRAINT "word_postings_repository_id_bucket_last_commit_id_pk" PRIMARY KEY("repository_id","bucket","last_commit_id")
);
--> statement-breakpoint
CREATE INDEX "commit_links_key" ON "commit_links" USING btree ("repository_id","kind","key");--> statement-breakpoint
CREATE INDEX "commit_links_target" ON "commit_links" USING btree ("repository_id","target_commit_id");--> statement-breakpoint
CREATE INDEX "patches_patch" ON "patches" USING btree ("repository_id","patch_id");