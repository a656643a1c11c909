CREATE TABLE "embeddings" (
	"repository_id" integer NOT NULL,
	"collection" text NOT NULL,
	"item_id" bigint NOT NULL,
	CONSTRAINT "embeddings_repository_id_collection_item_id_pk" PRIMARY KEY("repository_id","collection","item_id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "chunker_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Which vectors there are stands in its own table now, for several stores and models at once; what was marked is made anew.
ALTER TABLE "chunks" DROP COLUMN "embedded_by";--> statement-breakpoint
INSERT INTO "installation" ("id") VALUES (gen_random_uuid()::text);
