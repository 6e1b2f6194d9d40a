//! Changing one conversation.

use mami_chat::{ConversationChange, Status, conversations::store::Changed};
use mami_ports::{ConversationId, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
    sea_query::{Expr, LockType},
};

use super::{super::search::index_title, rows::tags_text};
use crate::{
    entity::{conversations, messages, shares},
    memory::forget,
};

pub(super) async fn change(
    tx: &DatabaseTransaction,
    user: UserId,
    id: ConversationId,
    change: ConversationChange,
) -> Result<Changed, DbErr> {
    let mine = Condition::all()
        .add(conversations::Column::Id.eq(id.uuid()))
        .add(conversations::Column::UserId.eq(user.uuid()));
    // Locked first, as whoever begins a turn in it or takes one out does: what is looked up then stays true.
    let private: Option<bool> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Private)
        .filter(mine.clone())
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx)
        .await?;
    let Some(private) = private else { return Ok(Changed::NotFound) };
    let within = messages::Entity::find()
        .filter(messages::Column::ConversationId.eq(id.uuid()))
        .filter(messages::Column::UserId.eq(user.uuid()));
    match change.private {
        Some(false) if private => return Ok(Changed::StaysPrivate),
        Some(true) if !private => {
            let running = within.clone().filter(messages::Column::Status.eq(Status::Streaming.as_str()));
            if running.count(tx).await? > 0 {
                return Ok(Changed::Running);
            }
        }
        _ => {}
    }
    if let Some(head) = change.head_message_id
        && within.filter(messages::Column::Id.eq(head.uuid())).count(tx).await? == 0
    {
        return Ok(Changed::NoSuchMessage);
    }
    if let Some(title) = &change.title {
        index_title(tx, user, id, title).await?;
    }
    if change.private == Some(true) && !private {
        forget::becomes_private(tx, user, id).await?;
        // What must not leave this machine is not shown to whoever has a link.
        shares::Entity::delete_many()
            .filter(shares::Column::ConversationId.eq(id.uuid()))
            .filter(shares::Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
    }
    let values = [
        change.title.map(|title| (conversations::Column::Title, Expr::value(title))),
        change
            .persona_id
            .map(|persona| (conversations::Column::PersonaId, Expr::value(persona.map(|id| id.uuid())))),
        change.pinned.map(|pinned| (conversations::Column::Pinned, Expr::value(pinned))),
        change.archived.map(|archived| (conversations::Column::Archived, Expr::value(archived))),
        change.folder.map(|folder| (conversations::Column::Folder, Expr::value(folder))),
        change.tags.map(|tags| (conversations::Column::Tags, Expr::value(tags_text(&tags)))),
        change.private.map(|private| (conversations::Column::Private, Expr::value(private))),
        change.head_message_id.map(|head| (conversations::Column::HeadMessageId, Expr::value(head.uuid()))),
    ];
    let mut update = conversations::Entity::update_many().filter(mine);
    let mut nothing = true;
    for (column, value) in values.into_iter().flatten() {
        update = update.col_expr(column, value);
        nothing = false;
    }
    if !nothing {
        update.exec(tx).await?;
    }
    Ok(Changed::Done)
}
