//! The table `users`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub username: String,
    #[sea_orm(unique)]
    pub username_key: String,
    pub display_name: String,
    pub role: String,
    pub password_hash: String,
    pub locale: Option<String>,
    pub theme: Option<String>,
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub display_name_key: String,
    pub totp_secret: Option<Vec<u8>>,
    pub totp_confirmed_at: Option<DateTimeUtc>,
    pub totp_last_step: Option<i64>,
    pub alert_at: Option<DateTimeUtc>,
    pub alert_address: Option<String>,
    pub last_seen_at: Option<DateTimeUtc>,
    pub invite_id: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::invites::Entity",
        from = "Column::InviteId",
        to = "super::invites::Column::Id"
    )]
    Invite,
}

/// From an account to that of who invited its person.
#[derive(Debug)]
pub struct Inviter;

impl Linked for Inviter {
    type FromEntity = Entity;
    type ToEntity = Entity;

    fn link(&self) -> Vec<RelationDef> {
        vec![Relation::Invite.def(), super::invites::Relation::Creator.def()]
    }
}

impl ActiveModelBehavior for ActiveModel {}
