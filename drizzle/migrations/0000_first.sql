CREATE TABLE "changes" (
	"repository_id" integer NOT NULL,
	"commit_id" integer NOT NULL,
	"path_id" integer NOT NULL,
	"status" text NOT NULL,
	"old_path_id" integer,
	"similarity" smallint,
	"additions" integer,
	"deletions" integer,
	CONSTRAINT "changes_repository_id_commit_id_path_id_pk" PRIMARY KEY("repository_id","commit_id","path_id")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" text PRIMARY KEY NOT NULL,
	"repository_id" integer NOT NULL,
	"title" text NOT NULL,
	"created_at_ms" bigint NOT NULL,
	"updated_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chunks" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"repository_id" integer NOT NULL,
	"blob_oid" text NOT NULL,
	"ordinal" integer NOT NULL,
	"start_line" integer NOT NULL,
	"end_line" integer NOT NULL,
	"kind" text NOT NULL,
	"symbol" text,
	"embedded_by" text,
	CONSTRAINT "chunks_place" UNIQUE("repository_id","blob_oid","ordinal")
);
--> statement-breakpoint
CREATE TABLE "commits" (
	"repository_id" integer NOT NULL,
	"id" integer NOT NULL,
	"oid" text NOT NULL,
	"parents" integer[] NOT NULL,
	"author_identity_id" integer NOT NULL,
	"committer_identity_id" integer NOT NULL,
	"authored_at_s" bigint NOT NULL,
	"authored_offset_minutes" smallint NOT NULL,
	"committed_at_s" bigint NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"files_changed" integer,
	"additions" integer,
	"deletions" integer,
	CONSTRAINT "commits_repository_id_id_pk" PRIMARY KEY("repository_id","id"),
	CONSTRAINT "commits_oid" UNIQUE("repository_id","oid")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"repository_id" integer NOT NULL,
	"id" integer NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"person_id" integer NOT NULL,
	CONSTRAINT "identities_repository_id_id_pk" PRIMARY KEY("repository_id","id"),
	CONSTRAINT "identities_spelling" UNIQUE("repository_id","name","email")
);
--> statement-breakpoint
CREATE TABLE "paths" (
	"repository_id" integer NOT NULL,
	"id" integer NOT NULL,
	"path" text NOT NULL,
	CONSTRAINT "paths_repository_id_id_pk" PRIMARY KEY("repository_id","id"),
	CONSTRAINT "paths_path" UNIQUE("repository_id","path")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"repository_id" integer NOT NULL,
	"id" integer NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	CONSTRAINT "people_repository_id_id_pk" PRIMARY KEY("repository_id","id")
);
--> statement-breakpoint
CREATE TABLE "refs" (
	"repository_id" integer NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"commit_oid" text NOT NULL,
	"created_at_s" bigint NOT NULL,
	"annotated" boolean NOT NULL,
	CONSTRAINT "refs_repository_id_name_pk" PRIMARY KEY("repository_id","name")
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"kind" text NOT NULL,
	"default_branch" text,
	"head_oid" text,
	"state" text NOT NULL,
	"error" jsonb,
	"added_at_ms" bigint NOT NULL,
	"refreshed_at_ms" bigint,
	CONSTRAINT "repositories_name_unique" UNIQUE("name"),
	CONSTRAINT "repositories_address_unique" UNIQUE("address")
);
--> statement-breakpoint
CREATE TABLE "run_events" (
	"run_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"at_ms" bigint NOT NULL,
	"type" text NOT NULL,
	"agent" text,
	"body" jsonb NOT NULL,
	CONSTRAINT "run_events_run_id_sequence_pk" PRIMARY KEY("run_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"chat_id" text,
	"repository_id" integer NOT NULL,
	"question" text NOT NULL,
	"revision" text,
	"status" text NOT NULL,
	"answer" jsonb,
	"started_at_ms" bigint NOT NULL,
	"ended_at_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"repository_id" integer NOT NULL,
	"stage" text NOT NULL,
	"status" text NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"unit" text NOT NULL,
	"skipped" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"cursor" jsonb,
	"error" jsonb,
	"started_at_ms" bigint,
	"ended_at_ms" bigint,
	CONSTRAINT "stages_repository_id_stage_pk" PRIMARY KEY("repository_id","stage")
);
--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_path" ON "changes" USING btree ("repository_id","path_id","commit_id");--> statement-breakpoint
CREATE INDEX "changes_old_path" ON "changes" USING btree ("repository_id","old_path_id");--> statement-breakpoint
CREATE INDEX "commits_author" ON "commits" USING btree ("repository_id","author_identity_id","authored_at_s");--> statement-breakpoint
CREATE INDEX "commits_authored" ON "commits" USING btree ("repository_id","authored_at_s");--> statement-breakpoint
CREATE INDEX "runs_chat" ON "runs" USING btree ("chat_id","started_at_ms");