//! The table `memories`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "memories")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub text_hash: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub folded: String,
    pub kind: String,
    pub origin: String,
    pub status: String,
    #[sea_orm(column_type = "Text")]
    pub tags: String,
    #[sea_orm(column_type = "Text")]
    pub tag_keys: String,
    pub pinned: bool,
    pub confidence: f32,
    pub source_message_id: Option<Uuid>,
    pub source_conversation_id: Option<Uuid>,
    pub private: bool,
    pub valid_from: Option<DateTimeUtc>,
    pub valid_to: Option<DateTimeUtc>,
    pub invalid_at: Option<DateTimeUtc>,
    pub superseded_by: Option<Uuid>,
    pub replaces: Option<Uuid>,
    pub use_count: i32,
    pub last_used_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
