//! What is remembered: facts with their history, what must not be found again, vectors, and how people want it.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, boolean_null, float, integer, string, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
    sea_orm::DatabaseBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEXES: [&str; 9] = [
    // No two that count say the same.
    "CREATE UNIQUE INDEX memories_current ON memories (user_id, text_hash) WHERE invalid_at IS NULL",
    "CREATE INDEX memories_list ON memories (user_id, pinned, created_at, id)",
    "CREATE INDEX memories_conversation ON memories (source_conversation_id)",
    "CREATE INDEX memories_message ON memories (source_message_id)",
    "CREATE INDEX memories_superseded ON memories (superseded_by) WHERE superseded_by IS NOT NULL",
    "CREATE INDEX memory_history_memory ON memory_history (memory_id, id)",
    "CREATE INDEX memory_history_message ON memory_history (message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX memory_vectors_user ON memory_vectors (user_id, embedder, kind, item_id)",
    // Recall reads what somebody said in the order in which it was kept.
    "CREATE INDEX messages_user ON messages (user_id, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        for table in tables(postgres) {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX messages_user").await?;
        for table in [
            "memory_settings",
            "memory_muted",
            "memory_vectors",
            "memory_tombstones",
            "memory_history",
            "memories",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn tables(postgres: bool) -> [TableCreateStatement; 6] {
    let table = |name: &'static str| Table::create().table(name).to_owned();
    let key = |from: &'static str, column: &'static str, to: &'static str, gone: ForeignKeyAction| {
        ForeignKey::create().from(from, column).to(to, "id").on_delete(gone).to_owned()
    };
    let cascade = |from, column, to| key(from, column, to, ForeignKeyAction::Cascade);
    let forget = |from, column, to| key(from, column, to, ForeignKeyAction::SetNull);
    [
        table("memories")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("text"))
            // SHA-256 of its words without case, accents and punctuation.
            .col(ColumnDef::new("text_hash").binary().not_null())
            // The text without case and accents, to be looked through.
            .col(text("folded"))
            .col(string("kind"))
            .col(string("origin"))
            .col(string("status"))
            // A JSON array of strings.
            .col(text("tags"))
            // The tags without case and accents, each on a line, with a line's end before and behind.
            .col(text("tag_keys"))
            .col(boolean("pinned"))
            .col(float("confidence"))
            .col(uuid_null("source_message_id"))
            .col(uuid_null("source_conversation_id"))
            .col(boolean("private"))
            .col(timestamp_with_time_zone_null("valid_from"))
            .col(timestamp_with_time_zone_null("valid_to"))
            .col(timestamp_with_time_zone_null("invalid_at"))
            .col(uuid_null("superseded_by"))
            // Whose place it takes once it is approved of. Without a foreign key: that one may go first.
            .col(uuid_null("replaces"))
            .col(integer("use_count"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut cascade("memories", "user_id", "users"))
            .foreign_key(&mut forget("memories", "source_message_id", "messages"))
            .foreign_key(&mut forget("memories", "source_conversation_id", "conversations"))
            .foreign_key(&mut forget("memories", "superseded_by", "memories"))
            .to_owned(),
        table("memory_history")
            .col(if postgres { big_integer("id") } else { integer("id") }.primary_key().auto_increment())
            .col(uuid("memory_id"))
            .col(uuid("user_id"))
            .col(string("change"))
            // As it was after that.
            .col(text("text"))
            .col(uuid_null("message_id"))
            .col(string("by"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut cascade("memory_history", "memory_id", "memories"))
            .foreign_key(&mut forget("memory_history", "message_id", "messages"))
            .to_owned(),
        // Keyed hashes of what was deleted and of the messages that said it.
        table("memory_tombstones")
            .col(uuid("user_id"))
            .col(ColumnDef::new("hash").binary().not_null())
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("user_id").col("hash"))
            .foreign_key(&mut cascade("memory_tombstones", "user_id", "users"))
            .to_owned(),
        table("memory_vectors")
            .col(uuid("user_id"))
            // `turn`, `fact` or `chunk`.
            .col(string("kind"))
            .col(uuid("item_id"))
            .col(string("embedder"))
            .col(integer("dim"))
            // What each byte of the vector is multiplied by.
            .col(float("scale"))
            .col(ColumnDef::new("vector").blob().not_null())
            .primary_key(Index::create().col("item_id").col("kind").col("embedder"))
            .foreign_key(&mut cascade("memory_vectors", "user_id", "users"))
            .to_owned(),
        // Messages that are not to be recalled.
        table("memory_muted")
            .col(uuid("message_id").primary_key())
            .col(uuid("user_id"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("memory_muted", "user_id", "users"))
            .foreign_key(&mut cascade("memory_muted", "message_id", "messages"))
            .to_owned(),
        table("memory_settings")
            .col(uuid("user_id").primary_key())
            .col(boolean("enabled"))
            // None: as the place has it.
            .col(boolean_null("review"))
            // What the tombstones are keyed with; none before the first.
            .col(ColumnDef::new("key").binary().null())
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut cascade("memory_settings", "user_id", "users"))
            .to_owned(),
    ]
}
