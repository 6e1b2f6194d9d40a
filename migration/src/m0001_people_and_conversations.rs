//! Accounts, sessions, conversations and messages.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, integer_null, string, string_null, text, text_null, timestamp_with_time_zone,
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
        let table = |name: &'static str| Table::create().table(name).to_owned();
        let cascade = |from: &'static str, column: &'static str, to: &'static str| {
            ForeignKey::create()
                .from(from, column)
                .to(to, "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };

        manager
            .create_table(
                table("users")
                    .col(uuid("id").primary_key())
                    .col(string("username"))
                    .col(string("username_key").unique_key())
                    .col(string("display_name"))
                    .col(string("role"))
                    .col(string("password_hash"))
                    .col(string_null("locale"))
                    .col(string_null("theme"))
                    .col(timestamp_with_time_zone_null("disabled_at"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        // One row at most: of any number of set-ups at once, one can insert it.
        manager
            .create_table(
                table("bootstrap")
                    .col(integer("id").primary_key().check(Expr::col("id").eq(1)))
                    .col(uuid("owner_id"))
                    .foreign_key(&mut cascade("bootstrap", "owner_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("sessions")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(ColumnDef::new("token_hash").binary().not_null().unique_key())
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("last_seen_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(string_null("user_agent"))
                    .col(string_null("address"))
                    .foreign_key(&mut cascade("sessions", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("conversations")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(text("title"))
                    .col(uuid_null("head_message_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut cascade("conversations", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("messages")
                    .col(uuid("id").primary_key())
                    .col(uuid("conversation_id"))
                    .col(uuid("user_id"))
                    .col(uuid_null("parent_id"))
                    // How many messages stand before it in its branch.
                    .col(integer("depth"))
                    .col(string("role"))
                    .col(string("status"))
                    .col(text("content"))
                    .col(text_null("reasoning"))
                    .col(string_null("provider"))
                    .col(string_null("model"))
                    .col(string_null("finish_reason"))
                    .col(integer_null("input_tokens"))
                    .col(integer_null("output_tokens"))
                    .col(integer_null("history_sent"))
                    .col(integer_null("history_omitted"))
                    .col(text_null("error"))
                    // What a turn said beside its text, as JSON.
                    .col(text_null("outline"))
                    .col(string_null("idempotency_key"))
                    .col(ColumnDef::new("request_hash").binary().null())
                    // When the server that writes a running answer was last heard of.
                    .col(timestamp_with_time_zone_null("heartbeat_at"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut cascade("messages", "conversation_id", "conversations"))
                    .foreign_key(&mut cascade("messages", "parent_id", "messages"))
                    .to_owned(),
            )
            .await?;

        let indexes = [
            "CREATE INDEX sessions_user ON sessions (user_id)",
            "CREATE INDEX sessions_expiry ON sessions (expires_at)",
            "CREATE INDEX conversations_newest ON conversations (user_id, updated_at, id)",
            "CREATE INDEX messages_conversation ON messages (conversation_id)",
            "CREATE INDEX messages_parent ON messages (parent_id)",
            // One running answer in a conversation.
            "CREATE UNIQUE INDEX messages_running ON messages (conversation_id) WHERE status = 'streaming'",
            "CREATE UNIQUE INDEX messages_idempotency ON messages (user_id, idempotency_key) \
             WHERE idempotency_key IS NOT NULL",
        ];
        for index in indexes {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["messages", "conversations", "sessions", "bootstrap", "users"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
