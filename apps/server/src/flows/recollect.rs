//! What was recalled for an answer, shown again: with the words that it has now, for what is kept with an answer has none.

use futures_util::StreamExt as _;
use mami_chat::Message;
use mami_memory::{MemoryError, recall::Recaller};
use mami_ports::{LiveStream, Positioned, RecalledItem, TurnEvent, UserId};

/// Gives messages the texts of what was recalled for them.
///
/// # Errors
/// When the database is not available.
pub async fn messages(
    recaller: &Recaller,
    user: UserId,
    messages: &mut [Message],
) -> Result<(), MemoryError> {
    let told = messages.iter_mut().filter_map(|message| message.recall.as_mut());
    let mut items: Vec<&mut RecalledItem> = told.flat_map(|recall| recall.items.iter_mut()).collect();
    if items.is_empty() {
        return Ok(());
    }
    Ok(recaller.texts(user, &mut items).await?)
}

/// Gives events of an answer the texts of what was recalled for it, where they are without.
pub fn events(recaller: Recaller, user: UserId, events: LiveStream<Positioned>) -> LiveStream<Positioned> {
    let with_texts = events.then(move |mut positioned| {
        let recaller = recaller.clone();
        async move {
            if let TurnEvent::Recall(recall) = &mut positioned.event
                && recall.items.iter().any(|item| item.text.is_empty())
            {
                let mut items: Vec<&mut RecalledItem> = recall.items.iter_mut().collect();
                if let Err(error) = recaller.texts(user, &mut items).await {
                    tracing::warn!(%error, "what was recalled is shown without its words");
                }
            }
            positioned
        }
    });
    Box::pin(with_texts)
}
