//! Invites, devices that stay signed in, API keys, second factors, reset links, and the audit log.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, binary, binary_null, integer, string, string_null, text, text_null,
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
        make_tables(manager).await?;
        add_columns(manager).await?;
        let db = manager.get_connection();

        // The row was bound to the first owner, and would have gone with them: set-up must stay over when they leave.
        manager.create_table(bootstrap_next().to_owned()).await?;
        db.execute_unprepared("INSERT INTO bootstrap_next (id) SELECT id FROM bootstrap").await?;
        replace_bootstrap(manager).await?;

        for index in [
            "CREATE INDEX users_invite ON users (invite_id)",
            "CREATE INDEX remember_tokens_session ON remember_tokens (session_id)",
            "CREATE INDEX remember_tokens_age ON remember_tokens (created_at)",
            "CREATE INDEX invites_creator ON invites (created_by)",
            "CREATE INDEX api_keys_user ON api_keys (user_id)",
            "CREATE INDEX password_resets_expiry ON password_resets (expires_at)",
            "CREATE INDEX audit_log_actor ON audit_log (actor_id, id)",
            "CREATE INDEX audit_log_target ON audit_log (target_id, id)",
            "CREATE INDEX audit_log_action ON audit_log (action, id)",
            "CREATE INDEX audit_log_age ON audit_log (at)",
        ] {
            db.execute_unprepared(index).await?;
        }
        forbid_changes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        manager
            .create_table(
                bootstrap_next()
                    .col(uuid("owner_id"))
                    .foreign_key(&mut foreign_key(
                        "bootstrap_next",
                        "owner_id",
                        "users",
                        ForeignKeyAction::Cascade,
                    ))
                    .to_owned(),
            )
            .await?;
        db.execute_unprepared(
            "INSERT INTO bootstrap_next (id, owner_id) SELECT bootstrap.id, users.id FROM bootstrap, users \
             WHERE users.role = 'owner' ORDER BY users.created_at, users.id LIMIT 1",
        )
        .await?;
        replace_bootstrap(manager).await?;

        db.execute_unprepared("DROP INDEX users_invite").await?;
        let columns = user_columns().into_iter().map(|column| ("users", column.get_column_name().to_owned()));
        let columns = columns
            .chain([("users", "display_name_key".to_owned()), ("users", "invite_id".to_owned())])
            .chain(
                session_columns().into_iter().map(|column| ("sessions", column.get_column_name().to_owned())),
            );
        for (table, column) in columns {
            manager
                .alter_table(Table::alter().table(table).drop_column(Alias::new(column)).to_owned())
                .await?;
        }
        for table in
            ["audit_log", "password_resets", "recovery_codes", "api_keys", "remember_tokens", "invites"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        if db.get_database_backend() == DatabaseBackend::Postgres {
            db.execute_unprepared("DROP FUNCTION audit_log_is_append_only").await?;
        }
        Ok(())
    }
}

async fn make_tables(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = |name: &'static str| Table::create().table(name).to_owned();
    let cascade = |from: &'static str, column: &'static str, to: &'static str| {
        foreign_key(from, column, to, ForeignKeyAction::Cascade)
    };
    let tables = [
        table("invites")
            .col(uuid("id").primary_key())
            .col(binary("code_hash").unique_key())
            .col(string("role"))
            .col(text("note"))
            .col(integer("max_uses"))
            .col(integer("uses"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut foreign_key("invites", "created_by", "users", ForeignKeyAction::SetNull))
            .to_owned(),
        table("remember_tokens")
            .col(binary("validator_hash").primary_key())
            .col(uuid("session_id"))
            // How many uses came before the one that this token is for.
            .col(integer("generation"))
            // Of a session token beside the session's own, good as long as the session is of this generation.
            .col(binary_null("token_hash").unique_key())
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut cascade("remember_tokens", "session_id", "sessions"))
            .to_owned(),
        table("api_keys")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("name"))
            .col(binary("key_hash").unique_key())
            .col(text("scopes"))
            .col(string("start"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .foreign_key(&mut cascade("api_keys", "user_id", "users"))
            .to_owned(),
        table("recovery_codes")
            .col(uuid("user_id"))
            .col(binary("code_hash"))
            .primary_key(Index::create().col("user_id").col("code_hash"))
            .foreign_key(&mut cascade("recovery_codes", "user_id", "users"))
            .to_owned(),
        table("password_resets")
            .col(uuid("user_id").primary_key())
            .col(binary("token_hash").unique_key())
            .col(timestamp_with_time_zone("expires_at"))
            .foreign_key(&mut cascade("password_resets", "user_id", "users"))
            .to_owned(),
        // Without foreign keys: what was done stays done when those who did it are gone.
        table("audit_log")
            .col(uuid("id").primary_key())
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("actor_id"))
            .col(string_null("actor_name"))
            .col(string("action"))
            .col(uuid_null("target_id"))
            .col(string_null("target_name"))
            .col(string_null("address"))
            // JSON.
            .col(text_null("detail"))
            .to_owned(),
    ];
    for table in tables {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn add_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = user_columns().into_iter().map(|column| ("users", column));
    // SQLite takes one column at a time.
    for (table, mut column) in columns.chain(session_columns().into_iter().map(|column| ("sessions", column)))
    {
        manager.alter_table(Table::alter().table(table).add_column(&mut column).to_owned()).await?;
    }
    let db = manager.get_connection();
    let uuid = match db.get_database_backend() {
        DatabaseBackend::Postgres => "uuid",
        _ => "uuid_text",
    };
    db.execute_unprepared(&format!(
        "ALTER TABLE users ADD COLUMN invite_id {uuid} NULL REFERENCES invites (id) ON DELETE SET NULL"
    ))
    .await?;
    db.execute_unprepared(
        "UPDATE users SET last_seen_at = (SELECT MAX(last_seen_at) FROM sessions WHERE user_id = users.id)",
    )
    .await?;
    fill_display_name_keys(manager).await
}

/// The shown name as it is searched: SQLite's own `lower` knows no letters but the English ones.
async fn fill_display_name_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = string("display_name_key").default("").take();
    manager.alter_table(Table::alter().table("users").add_column(&mut key).to_owned()).await?;
    let db = manager.get_connection();
    let names = Query::select().columns(["username_key", "display_name"]).from("users").take();
    for row in db.query_all(&names).await? {
        let (username_key, name): (String, String) =
            (row.try_get("", "username_key")?, row.try_get("", "display_name")?);
        let key: String = name.chars().flat_map(char::to_lowercase).collect();
        let update = Query::update()
            .table("users")
            .value("display_name_key", key)
            .and_where(Expr::col("username_key").eq(username_key))
            .take();
        db.execute(&update).await?;
    }
    Ok(())
}

fn user_columns() -> [ColumnDef; 6] {
    [
        binary_null("totp_secret"),
        timestamp_with_time_zone_null("totp_confirmed_at"),
        // The last time step whose code was used.
        big_integer_null("totp_last_step"),
        timestamp_with_time_zone_null("alert_at"),
        string_null("alert_address"),
        timestamp_with_time_zone_null("last_seen_at"),
    ]
}

fn session_columns() -> [ColumnDef; 3] {
    [
        timestamp_with_time_zone_null("remembered_until"),
        // How often it was resumed.
        integer("generation").default(0).take(),
        timestamp_with_time_zone_null("advanced_at"),
    ]
}

fn foreign_key(
    from: &'static str,
    column: &'static str,
    to: &'static str,
    then: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").on_delete(then).to_owned()
}

/// One row at most: of any number of set-ups at once, one can insert it.
fn bootstrap_next() -> TableCreateStatement {
    Table::create()
        .table("bootstrap_next")
        .col(integer("id").primary_key().check(Expr::col("id").eq(1)))
        .to_owned()
}

async fn replace_bootstrap(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table("bootstrap").to_owned()).await?;
    manager.rename_table(Table::rename().table("bootstrap_next", "bootstrap").to_owned()).await
}

async fn forbid_changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        DatabaseBackend::Postgres => &[
            "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'entries of the audit log are never changed'; END $$",
            "CREATE TRIGGER audit_log_append_only BEFORE UPDATE ON audit_log \
             FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()",
        ],
        _ => &["CREATE TRIGGER audit_log_append_only BEFORE UPDATE ON audit_log \
                BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END"],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
