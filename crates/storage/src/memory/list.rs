//! The list of facts.

use mami_memory::{
    Memory,
    memory::tag_key,
    store::{Cursor, Filter},
};
use mami_ports::{UserId, text::fold};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, LikeExpr},
};

use super::rows::memory;
use crate::entity::memories::{self, Column};

pub(super) async fn page(
    db: &impl ConnectionTrait,
    user: UserId,
    filter: &Filter,
    limit: u32,
    after: Option<Cursor>,
) -> Result<Vec<Memory>, DbErr> {
    let behind = after.map(|after| {
        let place = [Column::Pinned, Column::CreatedAt, Column::Id];
        let values = [Expr::value(after.pinned), Expr::value(after.created_at), Expr::value(after.id.uuid())];
        Expr::tuple(place.map(Expr::col)).lt(Expr::tuple(values))
    });
    let rows = memories::Entity::find()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(wanted(filter))
        .filter(Condition::all().add_option(behind))
        .order_by(Column::Pinned, Order::Desc)
        .order_by(Column::CreatedAt, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .limit(u64::from(limit))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(memory).collect())
}

fn wanted(filter: &Filter) -> Condition {
    let has = |column: Column, text: &str| Expr::col(column).like(LikeExpr::new(pattern(text)).escape('\\'));
    Condition::all()
        .add_option(filter.text.as_deref().map(|text| has(Column::Folded, &fold(text))))
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind.as_str())))
        .add_option(filter.origin.map(|origin| Column::Origin.eq(origin.as_str())))
        .add_option(filter.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(filter.pinned.map(|pinned| Column::Pinned.eq(pinned)))
        .add_option(filter.tag.as_deref().map(|tag| has(Column::TagKeys, &format!("\n{}\n", tag_key(tag)))))
        .add_option((!filter.superseded).then(|| Column::InvalidAt.is_null()))
}

/// What `LIKE` finds a text with anywhere, whatever is in it.
fn pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
