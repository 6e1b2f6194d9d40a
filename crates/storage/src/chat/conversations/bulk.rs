//! Changing several conversations.

use mami_chat::conversations::{BulkAction, store::BulkChange, with_tag, without_tag};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use super::{
    super::{delete::unlink, files::release},
    rows::{tags_of, tags_text},
};
use crate::entity::{conversations, messages};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    pinned: bool,
    archived: bool,
    folder: String,
    tags: String,
}

pub(super) async fn change(
    tx: &DatabaseTransaction,
    user: UserId,
    ids: Vec<ConversationId>,
    action: BulkAction,
) -> Result<BulkChange, DbErr> {
    let mine = |ids: Vec<Uuid>| {
        Condition::all()
            .add(conversations::Column::Id.is_in(ids))
            .add(conversations::Column::UserId.eq(user.uuid()))
    };
    // By id, as whoever deletes several does: so none waits in a circle.
    let rows: Vec<Row> = conversations::Entity::find()
        .select_only()
        .columns([
            conversations::Column::Id,
            conversations::Column::Pinned,
            conversations::Column::Archived,
            conversations::Column::Folder,
            conversations::Column::Tags,
        ])
        .filter(mine(ids.into_iter().map(ConversationId::uuid).collect()))
        .order_by_asc(conversations::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_model()
        .all(tx)
        .await?;
    let mut running = Vec::new();
    let differs = |test: &dyn Fn(&Row) -> bool| -> Vec<Uuid> {
        rows.iter().filter(|row| test(row)).map(|row| row.id).collect()
    };
    let (changed, column, value) = match action {
        BulkAction::Delete => {
            let all = differs(&|_| true);
            if !all.is_empty() {
                running = unlink(tx, mine(all.clone())).await?;
                let within = Condition::all()
                    .add(messages::Column::ConversationId.is_in(all.iter().copied()))
                    .add(messages::Column::UserId.eq(user.uuid()));
                release(tx, within).await?;
                conversations::Entity::delete_many().filter(mine(all.clone())).exec(tx).await?;
            }
            return Ok(outcome(all, running));
        }
        BulkAction::Tag(tag) => return change_tags(tx, user, rows, |tags| with_tag(tags, &tag)).await,
        BulkAction::Untag(tag) => return change_tags(tx, user, rows, |tags| without_tag(tags, &tag)).await,
        BulkAction::Pin(pinned) => {
            (differs(&|row| row.pinned != pinned), conversations::Column::Pinned, Expr::value(pinned))
        }
        BulkAction::Archive(archived) => {
            let changed = differs(&|row| row.archived != archived);
            (changed, conversations::Column::Archived, Expr::value(archived))
        }
        BulkAction::Move(folder) => {
            (differs(&|row| row.folder != folder), conversations::Column::Folder, Expr::value(folder))
        }
    };
    if !changed.is_empty() {
        let update = conversations::Entity::update_many().col_expr(column, value);
        update.filter(mine(changed.clone())).exec(tx).await?;
    }
    Ok(outcome(changed, running))
}

async fn change_tags(
    tx: &DatabaseTransaction,
    user: UserId,
    rows: Vec<Row>,
    other: impl Fn(&[String]) -> Option<Vec<String>>,
) -> Result<BulkChange, DbErr> {
    let mut changed = Vec::new();
    for row in rows {
        let Some(tags) = other(&tags_of(&row.tags)) else { continue };
        conversations::Entity::update_many()
            .col_expr(conversations::Column::Tags, Expr::value(tags_text(&tags)))
            .filter(conversations::Column::Id.eq(row.id))
            .filter(conversations::Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
        changed.push(row.id);
    }
    Ok(outcome(changed, Vec::new()))
}

fn outcome(changed: Vec<Uuid>, running: Vec<Uuid>) -> BulkChange {
    BulkChange {
        changed: changed.into_iter().map(ConversationId::from_uuid).collect(),
        running: running.into_iter().map(MessageId::from_uuid).collect(),
    }
}
