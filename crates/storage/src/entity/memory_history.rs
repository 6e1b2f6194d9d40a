//! The table `memory_history`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "memory_history")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub memory_id: Uuid,
    pub user_id: Uuid,
    pub change: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub message_id: Option<Uuid>,
    pub by: String,
    pub at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
