//! Documents, their files and pieces, and collections of them.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, string, string_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            "CREATE INDEX document_collections_user ON document_collections (user_id)",
            "CREATE INDEX document_collections_shared ON document_collections (shared) WHERE shared",
            "CREATE INDEX documents_user ON documents (user_id, hash)",
            "CREATE INDEX documents_conversation ON documents (conversation_id) WHERE conversation_id IS NOT NULL",
            "CREATE INDEX documents_persona ON documents (persona_id) WHERE persona_id IS NOT NULL",
            "CREATE INDEX documents_collection ON documents (collection_id) WHERE collection_id IS NOT NULL",
            // What is to be done, which is little of all.
            "CREATE INDEX documents_waiting ON documents (id) WHERE status IN ('queued', 'indexing')",
            "CREATE UNIQUE INDEX document_chunks_position ON document_chunks (document_id, position)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["document_chunks", "document_contents", "documents", "document_collections"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn tables() -> [TableCreateStatement; 4] {
    let table = |name: &'static str| Table::create().table(name).to_owned();
    let cascade = |from: &'static str, column: &'static str, to: &'static str| {
        ForeignKey::create().from(from, column).to(to, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
    };
    [
        table("document_collections")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("name"))
            .col(text("description"))
            .col(boolean("shared"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("document_collections", "user_id", "users"))
            .to_owned(),
        table("documents")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("name"))
            // The name without case and accents, to be searched.
            .col(text("name_key"))
            .col(string("mime"))
            // Bytes.
            .col(big_integer("size"))
            // SHA-256 of what is in it.
            .col(ColumnDef::new("hash").binary().not_null())
            // `queued`, `indexing`, `ready` or `failed`.
            .col(string("status"))
            // Percent.
            .col(integer("progress"))
            .col(integer("chunks"))
            .col(string_null("error_code"))
            .col(text_null("error"))
            .col(uuid_null("conversation_id"))
            // Without a foreign key: some personas are files.
            .col(uuid_null("persona_id"))
            .col(uuid_null("collection_id"))
            .col(boolean("private"))
            .col(integer("attempts"))
            // Whoever works on it, and until when nobody else does.
            .col(uuid_null("lease"))
            .col(timestamp_with_time_zone_null("lease_until"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("documents", "user_id", "users"))
            .foreign_key(&mut cascade("documents", "conversation_id", "conversations"))
            .foreign_key(&mut cascade("documents", "collection_id", "document_collections"))
            .to_owned(),
        // Apart from the rest, so that a list of documents reads none of it.
        table("document_contents")
            .col(uuid("document_id").primary_key())
            .col(ColumnDef::new("content").blob().not_null())
            .foreign_key(&mut cascade("document_contents", "document_id", "documents"))
            .to_owned(),
        table("document_chunks")
            .col(uuid("id").primary_key())
            .col(uuid("document_id"))
            .col(uuid("user_id"))
            .col(integer("position"))
            // A JSON array of the headings above it.
            .col(text("heading"))
            // JSON: a page, a row of a sheet, a chapter, a line.
            .col(text_null("place"))
            .col(text("content"))
            // Where it is in the whole text, in characters.
            .col(integer("text_start"))
            .col(integer("text_end"))
            .foreign_key(&mut cascade("document_chunks", "document_id", "documents"))
            .to_owned(),
    ]
}
