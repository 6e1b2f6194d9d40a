//! Personas, files, summaries, share links, imports, the search index, and what conversations and messages gained.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, integer_null, string, string_null, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
    sea_orm::DatabaseBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for (table, mut column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(&mut column).to_owned()).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        make_search_index(manager).await?;
        for index in [
            // An import that comes again is recognised.
            "CREATE UNIQUE INDEX conversations_source ON conversations (user_id, source) WHERE source IS NOT NULL",
            // Like `conversations_newest`, which is for all of them.
            "CREATE INDEX conversations_shown ON conversations (user_id, archived, updated_at, id)",
            "CREATE INDEX conversations_pinned ON conversations (user_id, updated_at, id) WHERE pinned",
            "CREATE INDEX summaries_conversation ON summaries (conversation_id)",
            "CREATE INDEX personas_user ON personas (user_id)",
            "CREATE INDEX personas_shared ON personas (shared) WHERE shared",
            "CREATE INDEX files_user ON files (user_id)",
            "CREATE INDEX attachments_file ON attachments (file_id)",
            "CREATE INDEX shares_user ON shares (user_id)",
            "CREATE INDEX shares_conversation ON shares (conversation_id)",
            "CREATE INDEX imports_user ON imports (user_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DatabaseBackend::Sqlite {
            db.execute_unprepared("DROP TRIGGER search_entries_deleted").await?;
            db.execute_unprepared("DROP TABLE search_words").await?;
        }
        for table in [
            "search_entries",
            "imports",
            "shares",
            "attachments",
            "file_contents",
            "files",
            "personas",
            "summaries",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for index in ["conversations_source", "conversations_shown", "conversations_pinned"] {
            db.execute_unprepared(&format!("DROP INDEX {index}")).await?;
        }
        for (table, column) in columns() {
            let name = Alias::new(column.get_column_name());
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let conversations = [
        boolean("pinned").default(false).take(),
        boolean("archived").default(false).take(),
        string("folder").default("").take(),
        // A JSON array of strings.
        text("tags").default("[]").take(),
        boolean("private").default(false).take(),
        // Without a foreign key: some personas are files.
        uuid_null("persona_id"),
        // Where an imported conversation comes from, and its id there.
        string_null("source"),
    ];
    let messages = [
        uuid_null("persona_id"),
        string_null("intent"),
        string_null("intent_rule"),
        text_null("route_reason"),
        integer_null("reasoning_ms"),
    ];
    let conversations = conversations.into_iter().map(|column| ("conversations", column));
    conversations.chain(messages.into_iter().map(|column| ("messages", column))).collect()
}

fn tables() -> [TableCreateStatement; 7] {
    let table = |name: &'static str| Table::create().table(name).to_owned();
    let cascade = |from: &'static str, column: &'static str, to: &'static str| {
        ForeignKey::create().from(from, column).to(to, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
    };
    [
        table("summaries")
            .col(uuid("id").primary_key())
            .col(uuid("conversation_id"))
            .col(uuid("user_id"))
            // The last message that it covers, in its branch.
            .col(uuid("message_id").unique_key())
            .col(text("content"))
            // A person changed it.
            .col(boolean("edited"))
            .col(string("provider"))
            .col(string("model"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut cascade("summaries", "conversation_id", "conversations"))
            .foreign_key(&mut cascade("summaries", "message_id", "messages"))
            .to_owned(),
        table("personas")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(boolean("shared"))
            // The persona as JSON, but for what the other columns say.
            .col(text("content"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut cascade("personas", "user_id", "users"))
            .to_owned(),
        table("files")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("name"))
            .col(string("mime"))
            // `image` or `text`.
            .col(string("kind"))
            // Bytes.
            .col(integer("size"))
            // Pixels, of an image.
            .col(integer_null("width"))
            .col(integer_null("height"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("files", "user_id", "users"))
            .to_owned(),
        // Apart from the rest, so that a list of files reads none of it.
        table("file_contents")
            .col(uuid("file_id").primary_key())
            .col(ColumnDef::new("content").blob().not_null())
            .foreign_key(&mut cascade("file_contents", "file_id", "files"))
            .to_owned(),
        table("attachments")
            .col(uuid("message_id"))
            .col(integer("position"))
            .col(uuid("file_id"))
            .primary_key(Index::create().col("message_id").col("position"))
            .foreign_key(&mut cascade("attachments", "message_id", "messages"))
            .foreign_key(&mut cascade("attachments", "file_id", "files"))
            .to_owned(),
        table("shares")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(uuid("conversation_id"))
            .col(ColumnDef::new("token_hash").binary().not_null().unique_key())
            .col(text("title"))
            // What is shown, as JSON: it stays as it was when it was shared.
            .col(text("snapshot"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("shares", "user_id", "users"))
            .foreign_key(&mut cascade("shares", "conversation_id", "conversations"))
            .to_owned(),
        table("imports")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("name"))
            .col(string_null("format"))
            .col(string("status"))
            // Conversations of the file, where that is known.
            .col(integer_null("total"))
            .col(integer("imported"))
            .col(integer("duplicates"))
            .col(integer("skipped"))
            // What was skipped and why, as JSON.
            .col(text("report"))
            .col(text_null("error"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .col(timestamp_with_time_zone_null("heartbeat_at"))
            .foreign_key(&mut cascade("imports", "user_id", "users"))
            .to_owned(),
    ]
}

/// An entry for every title and every message that can be found. Its words are folded before they come here, so both databases
/// find the same: SQLite keeps them in a full-text table beside the entries, PostgreSQL in a column.
async fn make_search_index(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let postgres = db.get_database_backend() == DatabaseBackend::Postgres;
    let mut table = Table::create()
        .table("search_entries")
        .col(if postgres { big_integer("id") } else { integer("id") }.primary_key().auto_increment())
        .col(uuid("user_id"))
        .col(uuid("conversation_id"))
        // None: the entry is for the conversation's title.
        .col(uuid_null("message_id"))
        .foreign_key(
            ForeignKey::create()
                .from("search_entries", "conversation_id")
                .to("conversations", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from("search_entries", "message_id")
                .to("messages", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned();
    if postgres {
        table.col(ColumnDef::new("words").custom("tsvector").not_null());
    }
    manager.create_table(table).await?;
    let mut statements = vec![
        "CREATE UNIQUE INDEX search_entries_message ON search_entries (message_id) WHERE message_id IS NOT NULL",
        "CREATE UNIQUE INDEX search_entries_title ON search_entries (conversation_id) WHERE message_id IS NULL",
        "CREATE INDEX search_entries_conversation ON search_entries (conversation_id)",
    ];
    if postgres {
        statements.push("CREATE INDEX search_entries_words ON search_entries USING gin (words)");
        statements.push("CREATE INDEX search_entries_user ON search_entries (user_id)");
    } else {
        // `owner` is a word of its person's, so that a search reads nobody else's lists.
        statements.push(
            "CREATE VIRTUAL TABLE search_words USING fts5 (owner, words, content = '', contentless_delete = 1, \
             tokenize = \"unicode61 remove_diacritics 0\")",
        );
        statements.push(
            "CREATE TRIGGER search_entries_deleted AFTER DELETE ON search_entries \
             BEGIN DELETE FROM search_words WHERE rowid = old.id; END",
        );
    }
    for statement in statements {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}
