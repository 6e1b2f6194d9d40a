//! What Mami does besides answering: asked for in words, or called by a model.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use mami_auth::{Role, store::Accounts as _};
use mami_chat::{Begun, Chat, Intent, Message, Status, Store as _, TurnRequest};
use mami_ports::{
    Abilities, AbilityError, Asked, Capability, ChatModel, Chunk, ChunkStream, FinishReason, ModelInfo,
    Performed, Prompt, PromptRole, ProviderError, TokenUsage, Tool, ToolCall, UserId,
    abilities::{GENERATE_IMAGE, REMEMBER},
};
use mami_storage::{
    Db,
    testing::{Place, postgres, sqlite},
};
use serde_json::json;
use tokio::sync::oneshot;

use crate::{
    engine::{engine, saying},
    people::{entry, new_user},
};

/// Calls a tool, then says what came of it. It keeps what it was told.
#[derive(Default)]
struct Caller {
    told: Mutex<Vec<Prompt>>,
}

#[async_trait]
impl ChatModel for Caller {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let able = vec![Capability::Text, Capability::Tools];
        let model = |name: &str, capabilities| ModelInfo {
            name: name.to_owned(),
            context_length: None,
            capabilities,
        };
        Ok(vec![model("able", able), model("plain", vec![Capability::Text])])
    }

    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        self.told.lock().unwrap().push(prompt.clone());
        let last = prompt.messages.last().unwrap();
        let finished = Chunk::Finished {
            reason: FinishReason::Stop,
            usage: Some(TokenUsage { input_tokens: 10, output_tokens: 1 }),
        };
        let chunks = if last.role == PromptRole::Tool {
            vec![Chunk::Text(format!("Done: {}", last.content)), finished]
        } else {
            let arguments = json!({"text": "tea, not coffee"}).to_string();
            let call = ToolCall { id: "c1".to_owned(), name: REMEMBER.to_owned(), arguments };
            vec![Chunk::Text("One moment. ".to_owned()), Chunk::ToolCall(call), finished]
        };
        Ok(stream::iter(chunks.into_iter().map(Ok)).boxed())
    }
}

/// Remembers and paints, or so it says. It keeps what it was asked for.
#[derive(Default)]
struct Skilled {
    calls: Mutex<Vec<(UserId, bool, ToolCall)>>,
}

#[async_trait]
impl Abilities for Skilled {
    fn tools(&self) -> Vec<Tool> {
        let parameters = json!({"type": "object"});
        vec![Tool { name: REMEMBER.to_owned(), description: "Remembers.".to_owned(), parameters }]
    }

    async fn perform(&self, asked: &Asked, call: &ToolCall) -> Result<Performed, AbilityError> {
        self.calls.lock().unwrap().push((asked.user, asked.private, call.clone()));
        match call.name.as_str() {
            REMEMBER => Ok(Performed { text: "it is remembered".to_owned(), event: None }),
            GENERATE_IMAGE => Err(AbilityError::Unavailable("the brush is wet".to_owned())),
            _ => Err(AbilityError::Absent),
        }
    }
}

async fn take(db: &Db, chat: &Arc<Chat>, user: UserId, request: TurnRequest) -> Message {
    let Begun::New(turn) = chat.begin(user, request).await.unwrap() else { panic!("it is new") };
    let answer = turn.start().message_id;
    let (accepted, safe) = oneshot::channel();
    turn.run(accepted).await;
    safe.await.unwrap().unwrap();
    db.message(user, answer).await.unwrap().unwrap()
}

async fn people_and_models_ask_for_the_same_abilities(place: Place) {
    let db = place.open().await;
    let user = new_user("ada", Role::Member);
    let ada = user.id;
    db.create_user(user, entry("user.created")).await.unwrap();
    let (model, skilled) = (Arc::new(Caller::default()), Arc::new(Skilled::default()));
    let chat = engine(&db, model.clone(), skilled.clone()).await;

    // A model that calls tools is offered them, and told what came of its call.
    let answer = take(&db, &chat, ada, saying("test/able", "I would rather have tea")).await;
    assert_eq!(
        (answer.status, answer.content.as_str()),
        (Status::Complete, "One moment. Done: it is remembered")
    );
    assert_eq!(answer.usage, Some(TokenUsage { input_tokens: 20, output_tokens: 2 }), "both requests count");
    {
        let told = model.told.lock().unwrap();
        assert_eq!(told[0].tools.len(), 1);
        let [.., called, result] = told[1].messages.as_slice() else { panic!("{told:?}") };
        assert_eq!(
            (called.role, called.content.as_str(), called.calls.len()),
            (PromptRole::Assistant, "One moment. ", 1)
        );
        assert_eq!((result.role, result.call_id.as_deref()), (PromptRole::Tool, Some("c1")));
    }
    take(&db, &chat, ada, saying("test/plain", "I would rather have tea")).await;
    assert!(
        model.told.lock().unwrap().last().unwrap().tools.is_empty(),
        "nothing is offered to who cannot call"
    );

    // A person asks in words, and no model is asked.
    let before = model.told.lock().unwrap().len();
    let answer = take(&db, &chat, ada, saying("auto", "Remember that I like tea")).await;
    assert_eq!((answer.status, answer.content.as_str()), (Status::Complete, "it is remembered"));
    assert_eq!((answer.intent.as_deref(), answer.provider.as_deref()), (Some("memory"), None));
    let request = TurnRequest { intent: Some(Intent::Image), ..saying("auto", "a ship") };
    let answer = take(&db, &chat, ada, request).await;
    assert_eq!((answer.status, answer.error.unwrap().code.as_str()), (Status::Failed, "not_done"));
    assert_eq!(model.told.lock().unwrap().len(), before);

    let calls = skilled.calls.lock().unwrap().clone();
    let asked: Vec<(&str, serde_json::Value)> = calls
        .iter()
        .map(|(user, private, call)| {
            assert_eq!((*user, *private), (ada, false));
            (call.name.as_str(), serde_json::from_str(&call.arguments).unwrap())
        })
        .collect();
    assert_eq!(
        asked[asked.len() - 2..],
        [(REMEMBER, json!({"text": "I like tea"})), (GENERATE_IMAGE, json!({"prompt": "a ship"}))]
    );
    chat.stop();
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn people_and_models_ask_for_the_same_abilities_on_sqlite() {
    people_and_models_ask_for_the_same_abilities(sqlite()).await;
}

#[tokio::test]
async fn people_and_models_ask_for_the_same_abilities_on_postgres() {
    if let Some(place) = postgres().await {
        people_and_models_ask_for_the_same_abilities(place).await;
    }
}
