//! A chat engine over a real database, with a model that a test brings along.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use mami_chat::{
    At, BreakerPolicy, Catalog, Chat, ChatParts, ChatPolicy, Files, FilesPolicy, Person, Personas, Provider,
    ProviderKind, RetryPolicy, Saying, TurnRequest,
};
use mami_ports::{
    Abilities, ChatModel, Live, LiveError, LiveStream, MessageId, NoRecall, Positioned, SystemClock,
    UserEvent, UserId,
};
use mami_storage::Db;

use crate::people::ids;

/// Another server, that is: nothing that it is told arrives here.
struct Elsewhere;

#[async_trait]
impl Live for Elsewhere {
    async fn open(&self, _: MessageId) -> Result<(), LiveError> {
        Ok(())
    }

    async fn publish(&self, _: MessageId, _: Positioned) -> Result<(), LiveError> {
        Ok(())
    }

    fn close(&self, _: MessageId) {}

    async fn follow(&self, _: MessageId, _: u64) -> Result<Option<LiveStream<Positioned>>, LiveError> {
        Ok(None)
    }

    async fn request_cancel(&self, _: MessageId) -> Result<(), LiveError> {
        Ok(())
    }

    async fn cancel_requests(&self) -> Result<LiveStream<MessageId>, LiveError> {
        Ok(stream::empty().boxed())
    }

    async fn notify(&self, _: UserId, _: UserEvent) -> Result<(), LiveError> {
        Ok(())
    }

    async fn listen(&self, _: UserId) -> Result<LiveStream<UserEvent>, LiveError> {
        Ok(stream::empty().boxed())
    }
}

/// A chat engine over a database, with one provider, `test`.
pub(crate) async fn engine(db: &Db, model: Arc<dyn ChatModel>, abilities: Arc<dyn Abilities>) -> Arc<Chat> {
    let provider = Provider {
        id: "test".to_owned(),
        kind: ProviderKind::Builtin,
        local: true,
        configured: true,
        default_model: None,
        context_length: 8_000,
        roles: Vec::new(),
        max_concurrent: 0,
        send_reasoning: false,
        model,
    };
    let breaker = BreakerPolicy { failures: 5, pause: Duration::from_secs(30) };
    let catalog = Arc::new(Catalog::new(vec![provider], breaker, Arc::new(SystemClock)));
    catalog.refresh().await;
    let policy = ChatPolicy {
        system_prompt: String::new(),
        default_model: "auto".to_owned(),
        max_message_bytes: 1_000,
        max_answer_bytes: 1_000,
        answer_tokens: 1_000,
        retry: RetryPolicy { retries: 0, longest_wait: Duration::ZERO },
        fallback: false,
        classifier_model: None,
        summaries: false,
        summary_model: "auto".to_owned(),
        save_every: Duration::from_millis(20),
        sole_server: false,
    };
    let clock = Arc::new(SystemClock);
    let store = Arc::new(db.clone());
    let files = FilesPolicy {
        max_upload_bytes: 1_000,
        max_text_bytes: 1_000,
        max_image_side: 100,
        max_bytes_per_person: 1_000,
    };
    let parts = ChatParts {
        store: store.clone(),
        live: Arc::new(Elsewhere),
        catalog,
        personas: Arc::new(Personas::new(store.clone(), clock.clone(), ids(), BTreeMap::new(), "mami")),
        files: Arc::new(Files::new(store, clock.clone(), ids(), files)),
        abilities,
        recall: Arc::new(NoRecall),
        clock,
        ids: ids(),
    };
    let chat = Chat::new(parts, policy);
    tokio::spawn({
        let chat = Arc::clone(&chat);
        async move { chat.keep_saving().await }
    });
    chat
}

/// The request for a turn in a new conversation.
pub(crate) fn saying(model: &str, content: &str) -> TurnRequest {
    TurnRequest {
        at: At::New { saying: Saying { content: content.to_owned(), files: Vec::new() }, private: false },
        person: Person::default(),
        effort: None,
        intent: None,
        persona: None,
        model: model.to_owned(),
        temperature: None,
        max_tokens: None,
        key: None,
    }
}
