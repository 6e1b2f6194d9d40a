//! The table `remember_tokens`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remember_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub validator_hash: Vec<u8>,
    pub session_id: Uuid,
    pub generation: i32,
    pub token_hash: Option<Vec<u8>>,
    pub created_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
