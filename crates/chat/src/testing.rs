//! What every [`Store`] must hold, in code.

mod conversations;
pub mod personas;
pub mod search;
mod summaries;
mod taking_out;
mod transfer;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{
    ConversationId, FinishReason, HistoryCut, Ids, MessageId, Problem, TokenUsage, Transcript, TurnEnd,
    TurnEvent, UserId,
};

use crate::{
    conversations::store::Deletion,
    message::{Role, Status},
    store::{BeginError, Branch, FinishedAnswer, NewTurn, Place, Progress, Store, TakenOver},
};

pub use transfer::transfer_contract;

struct Scene {
    store: Arc<dyn Store>,
    ids: Ids,
    now: DateTime<Utc>,
}

/// Runs the battery over an empty store. `ada` and `bob` are accounts that exist there.
///
/// # Panics
/// When the store does not hold what it must.
#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub async fn store_contract(store: Arc<dyn Store>, ids: Ids, ada: UserId, bob: UserId) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let scene = Scene { store, ids, now };
    conversations::conversations(&scene, ada, bob).await;
    conversations::changes(&scene, ada, bob).await;
    conversations::several_at_once(&scene, ada, bob).await;
    conversations::filters(&scene, ada).await;
    taking_out::turns_and_answers(&scene, ada, bob).await;
    summaries::summaries(&scene, ada, bob).await;
    a_turn_from_begin_to_end(&scene, ada, bob).await;
    one_running_turn(&scene, ada).await;
    branches(&scene, ada, bob).await;
    private_and_spoken_by_a_persona(&scene, ada).await;
    idempotency(&scene, ada, bob).await;
    abandoned(&scene, ada).await;
    gone(&scene, ada).await;
}

impl Scene {
    fn turn(&self, user: UserId, conversation: ConversationId, place: Place) -> NewTurn {
        NewTurn {
            user,
            conversation,
            title: "a title".into(),
            place,
            user_message: self.ids.next(),
            message: self.ids.next(),
            files: Vec::new(),
            asked: Some(("groq".into(), "llama".into())),
            route_reason: "it was asked for".into(),
            intent: ("text", "default"),
            persona: None,
            speaker: None,
            private: false,
            history: HistoryCut { sent: 3, omitted: 4 },
            key: None,
            now: self.now,
        }
    }

    fn opening(&self, user: UserId, content: &str) -> NewTurn {
        self.turn(user, self.ids.next(), Place::NewConversation { content: content.into() })
    }

    fn behind(
        &self,
        user: UserId,
        conversation: ConversationId,
        parent: Option<MessageId>,
        head: bool,
    ) -> NewTurn {
        self.turn(user, conversation, Place::Behind { parent, head, content: "more".into() })
    }

    #[expect(clippy::unwrap_used, reason = "a test")]
    async fn begin(&self, turn: &NewTurn) {
        self.store
            .begin(turn.clone())
            .await
            .map(|begun| begun.committed)
            .map_err(|e| format!("{e:?}"))
            .unwrap()
            .await
            .unwrap();
    }

    async fn refused(&self, turn: NewTurn) -> BeginError {
        match self.store.begin(turn).await {
            Ok(_) => BeginError::Store(crate::store::StoreError("it was begun".into())),
            Err(error) => error,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test")]
    async fn finish(&self, message: MessageId, text: &str) -> bool {
        let answer = FinishedAnswer {
            message,
            transcript: saying(text, message),
            status: Status::Complete,
            finish_reason: Some(TurnEnd::Length),
            usage: Some(TokenUsage { input_tokens: 5, output_tokens: 7 }),
            error: None,
            taken_over: Some(TakenOver {
                provider: "ollama".into(),
                model: "qwen".into(),
                reason: "groq/llama did not answer".into(),
            }),
            reasoning_ms: Some(1_234),
        };
        self.store.finish(answer).await.unwrap()
    }
}

fn saying(text: &str, message_id: MessageId) -> Transcript {
    let mut transcript = Transcript::default();
    transcript.push(&TurnEvent::Reasoning { text: "hm… ".into() });
    transcript.push(&TurnEvent::Delta { text: text.into() });
    transcript.push(&TurnEvent::Done { message_id, finish_reason: FinishReason::Stop.into() });
    transcript
}

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
async fn a_turn_from_begin_to_end(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    // case_046: what goes in comes out, byte for byte.
    let said = "tab\tquote\" 'single' \\ \u{202e}rtl 👩‍👩‍👧 e\u{301} \r\n$1 ?1 %";
    let turn = scene.opening(ada, said);
    scene.begin(&turn).await;

    let conversation = store.conversation(ada, turn.conversation).await.unwrap().unwrap();
    assert_eq!(conversation.head_message_id, Some(turn.message));
    assert_eq!(conversation.running_message_id, Some(turn.message));
    assert_eq!(conversation.title, "a title");
    let messages = store.messages(ada, turn.conversation).await.unwrap().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!((messages[0].role, messages[0].content.as_str()), (Role::User, said));
    assert_eq!((messages[0].status, messages[1].status), (Status::Complete, Status::Streaming));
    assert_eq!(messages[1].parent_id, Some(messages[0].id));
    assert_eq!(messages[1].provider.as_deref(), Some("groq"));
    assert_eq!(messages[1].route_reason.as_deref(), Some("it was asked for"));
    let understood = (messages[1].intent.as_deref(), messages[1].intent_rule.as_deref());
    assert_eq!(understood, (Some("text"), Some("default")));
    assert_eq!((&messages[0].intent, &messages[0].provider), (&None, &None));

    let mut half = Transcript::default();
    half.push(&TurnEvent::Reasoning { text: "hm… ".into() });
    half.push(&TurnEvent::Delta { text: "hälf".into() });
    let progress = Progress { message: turn.message, transcript: Some(half.clone()), now: scene.now };
    assert_eq!(store.save_progress(vec![progress.clone()]).await.unwrap(), []);
    assert_eq!(store.transcript(ada, turn.message).await.unwrap(), Some((Status::Streaming, half)));
    assert_eq!(store.transcript(bob, turn.message).await.unwrap(), None);
    assert_eq!(store.transcript(ada, turn.user_message).await.unwrap(), None);

    assert!(scene.finish(turn.message, "whole: wörld").await);
    // It ends once, and nothing that comes late changes it.
    assert!(!scene.finish(turn.message, "late").await);
    assert_eq!(store.save_progress(vec![progress]).await.unwrap(), [], "it ended, but is there");
    let message = store.message(ada, turn.message).await.unwrap().unwrap();
    assert_eq!(message.content, "whole: wörld");
    assert_eq!(message.reasoning.as_deref(), Some("hm… "));
    assert_eq!(message.status, Status::Complete);
    assert_eq!(message.usage, Some(TokenUsage { input_tokens: 5, output_tokens: 7 }));
    assert_eq!(message.history, Some(HistoryCut { sent: 3, omitted: 4 }));
    assert_eq!(message.finish_reason, Some(TurnEnd::Length));
    assert_eq!(message.created_at, scene.now);
    assert_eq!(message.reasoning_ms, Some(1_234));
    let by = (message.provider.as_deref(), message.model.as_deref(), message.route_reason.as_deref());
    assert_eq!(by, (Some("ollama"), Some("qwen"), Some("groq/llama did not answer")), "who took over");
    let (status, transcript) = store.transcript(ada, turn.message).await.unwrap().unwrap();
    assert_eq!((status, transcript), (Status::Complete, saying("whole: wörld", turn.message)));
    assert_eq!(store.message(bob, turn.message).await.unwrap(), None);
    let place = store.answer(ada, turn.message).await.unwrap().unwrap();
    assert_eq!(
        (place.user_message, place.user_content.as_str(), place.user_parent),
        (turn.user_message, said, None)
    );
    assert_eq!((place.status, place.content.as_str()), (Status::Complete, "whole: wörld"));
    assert_eq!(store.answer(bob, turn.message).await.unwrap(), None);
    let place = store.question(ada, turn.user_message).await.unwrap().unwrap();
    assert_eq!((place.conversation, place.parent), (turn.conversation, None));
    assert_eq!(store.question(bob, turn.user_message).await.unwrap(), None);
    assert_eq!(store.question(ada, turn.message).await.unwrap(), None, "an answer is no question");
    assert_eq!(store.conversation(ada, turn.conversation).await.unwrap().unwrap().running_message_id, None);

    let failed = scene.behind(ada, turn.conversation, Some(turn.message), true);
    scene.begin(&failed).await;
    let problem = Problem::new(503, "provider_unavailable", "Model not available", "Try again.");
    let answer = FinishedAnswer {
        message: failed.message,
        transcript: Transcript::default(),
        status: Status::Failed,
        finish_reason: None,
        usage: None,
        error: Some(problem.clone()),
        taken_over: None,
        reasoning_ms: None,
    };
    assert!(store.finish(answer).await.unwrap());
    let message = store.message(ada, failed.message).await.unwrap().unwrap();
    assert_eq!((message.status, message.error), (Status::Failed, Some(problem)));
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn one_running_turn(scene: &Scene, ada: UserId) {
    let first = scene.opening(ada, "first");
    scene.begin(&first).await;
    scene.finish(first.message, "one").await;
    // Ten at once behind the same answer: one begins, the others leave nothing behind.
    let turns: Vec<NewTurn> =
        (0..10).map(|_| scene.behind(ada, first.conversation, Some(first.message), false)).collect();
    let all = futures_util::future::join_all(turns.iter().map(|turn| async {
        match scene.store.begin(turn.clone()).await {
            Ok(begun) => begun.committed.await.map_err(BeginError::Store),
            Err(error) => Err(error),
        }
    }))
    .await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1, "{all:?}");
    assert!(
        all.iter().filter_map(|one| one.as_ref().err()).all(|error| *error == BeginError::TurnRunning),
        "{all:?}"
    );
    assert_eq!(scene.store.messages(ada, first.conversation).await.unwrap().unwrap().len(), 4);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn branches(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let first = scene.opening(ada, "one");
    let conversation = first.conversation;
    scene.begin(&first).await;
    let running = store.branch(ada, conversation, None, 10, false).await.unwrap().unwrap();
    assert!(running.running);
    scene.finish(first.message, "two").await;
    let second = scene.behind(ada, conversation, Some(first.message), true);
    scene.begin(&second).await;
    scene.finish(second.message, "four").await;

    let whole = store.branch(ada, conversation, None, 10, false).await.unwrap().unwrap();
    let said = |role, content: &str| (role, content.to_owned());
    assert_eq!(whole.end, Some(second.message));
    assert_eq!(
        texts(&whole),
        [
            said(Role::User, "one"),
            said(Role::Assistant, "two"),
            said(Role::User, "more"),
            said(Role::Assistant, "four")
        ]
    );
    let thoughts = store.branch(ada, conversation, None, 10, true).await.unwrap().unwrap();
    let thought: Vec<_> = thoughts.messages.iter().map(|message| message.reasoning.as_deref()).collect();
    assert_eq!(thought, [None, Some("hm… "), None, Some("hm… ")]);
    assert!(whole.messages.iter().all(|message| message.reasoning.is_none()), "only when it is asked for");
    let newest = store.branch(ada, conversation, None, 3, false).await.unwrap().unwrap();
    assert_eq!((newest.older, newest.messages.len()), (1, 3));
    let older = store.branch(ada, conversation, Some(first.message), 10, false).await.unwrap().unwrap();
    assert_eq!((older.end, older.messages.len()), (Some(first.message), 2));
    assert_eq!(store.branch(bob, conversation, None, 10, false).await.unwrap(), None);
    assert_eq!(store.branch(bob, conversation, Some(first.message), 10, false).await.unwrap(), None);
    // A message of another conversation is no place in this one.
    let elsewhere = scene.opening(ada, "elsewhere");
    scene.begin(&elsewhere).await;
    assert_eq!(store.branch(ada, conversation, Some(elsewhere.message), 10, false).await.unwrap(), None);
    let stray = scene.behind(ada, conversation, Some(elsewhere.message), false);
    assert_eq!(scene.refused(stray).await, BeginError::NotFound);

    // The head has moved on: what follows it must say so.
    let late = scene.behind(ada, conversation, Some(first.message), true);
    assert_eq!(scene.refused(late).await, BeginError::HeadMoved);
    let theirs = scene.behind(bob, conversation, Some(second.message), false);
    assert_eq!(scene.refused(theirs).await, BeginError::NotFound);

    // Another answer to the first message stands beside the first answer and becomes the head.
    let mut again = scene.turn(ada, conversation, Place::Again);
    again.user_message = first.user_message;
    scene.begin(&again).await;
    scene.finish(again.message, "two, again").await;
    let place = store.answer(ada, again.message).await.unwrap().unwrap();
    assert_eq!(place.user_message, first.user_message);
    let beside = store.branch(ada, conversation, None, 10, false).await.unwrap().unwrap();
    assert_eq!(texts(&beside), [said(Role::User, "one"), said(Role::Assistant, "two, again")]);

    let third = scene.behind(ada, conversation, Some(again.message), true);
    scene.begin(&third).await;
    let deleted = store.delete(ada, conversation).await.unwrap();
    assert_eq!(deleted, Deletion::Deleted { running: Some(third.message) });
    assert_eq!(store.message(ada, second.message).await.unwrap(), None);
    assert!(!scene.finish(second.message, "late").await);
}

fn texts(branch: &Branch) -> Vec<(Role, String)> {
    branch.messages.iter().map(|message| (message.role, message.content.clone())).collect()
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn private_and_spoken_by_a_persona(scene: &Scene, ada: UserId) {
    let store = &scene.store;
    let (first, second) = (scene.ids.next(), scene.ids.next());
    let opening =
        NewTurn { private: true, persona: Some(first), speaker: Some(first), ..scene.opening(ada, "psst") };
    let conversation = opening.conversation;
    scene.begin(&opening).await;
    scene.finish(opening.message, "yes").await;
    let branch = store.branch(ada, conversation, None, 10, false).await.unwrap().unwrap();
    assert_eq!((branch.private, branch.persona), (true, Some(first)));
    let message = store.message(ada, opening.message).await.unwrap().unwrap();
    assert_eq!(message.persona_id, Some(first));

    // Planned while it was not private: it may have been planned for somebody who must not see it.
    let late = scene.behind(ada, conversation, Some(opening.message), true);
    assert_eq!(scene.refused(late).await, BeginError::PrivateByNow);
    let mut again = scene.turn(ada, conversation, Place::Again);
    again.user_message = opening.user_message;
    assert_eq!(scene.refused(again).await, BeginError::PrivateByNow);
    assert_eq!(store.messages(ada, conversation).await.unwrap().unwrap().len(), 2);
    let private = |turn: NewTurn| NewTurn { private: true, ..turn };

    // Nothing said: who spoke goes on. Somebody else said: they speak from now on.
    let same = private(scene.behind(ada, conversation, Some(opening.message), true));
    scene.begin(&same).await;
    scene.finish(same.message, "yes").await;
    assert_eq!(store.answer(ada, same.message).await.unwrap().unwrap().persona, Some(first));
    let other = NewTurn {
        persona: Some(second),
        ..private(scene.behind(ada, conversation, Some(same.message), true))
    };
    scene.begin(&other).await;
    scene.finish(other.message, "yes").await;
    let place = store.answer(ada, other.message).await.unwrap().unwrap();
    assert_eq!((place.private, place.persona), (true, Some(second)));
    let place = store.question(ada, other.user_message).await.unwrap().unwrap();
    assert_eq!((place.private, place.persona), (true, Some(second)));
    store.delete(ada, conversation).await.unwrap();
}

async fn idempotency(scene: &Scene, ada: UserId, bob: UserId) {
    let keyed =
        |user, hash: u8| NewTurn { key: Some(("the key".into(), [hash; 32])), ..scene.opening(user, "once") };
    let first = keyed(ada, 1);
    scene.begin(&first).await;
    let used = |same| BeginError::KeyUsed { message: first.message, same };
    assert_eq!(scene.refused(keyed(ada, 1)).await, used(true));
    assert_eq!(scene.refused(keyed(ada, 2)).await, used(false));
    let used_key = |user, hash| scene.store.used_key(user, "the key", hash);
    assert_eq!(used_key(ada, &[1; 32]).await, Ok(Some((first.message, true))));
    assert_eq!(used_key(ada, &[2; 32]).await, Ok(Some((first.message, false))));
    assert_eq!(used_key(bob, &[1; 32]).await, Ok(None));
    // Someone else's key is another key.
    scene.begin(&keyed(bob, 1)).await;
    // case_094: the same key in parallel begins one turn.
    let parallel = |_| NewTurn { key: Some(("parallel".into(), [7; 32])), ..scene.opening(ada, "once") };
    let all = futures_util::future::join_all((0..10).map(parallel).map(|turn| async {
        match scene.store.begin(turn).await {
            Ok(begun) => begun.committed.await.is_ok(),
            Err(BeginError::KeyUsed { same: true, .. }) => false,
            Err(error) => unexpected(&error),
        }
    }))
    .await;
    assert_eq!(all.into_iter().filter(|begun| *begun).count(), 1);
}

#[expect(clippy::panic, reason = "a test: a panic is its way to fail")]
fn unexpected(error: &BeginError) -> bool {
    panic!("unexpected: {error:?}")
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn abandoned(scene: &Scene, ada: UserId) {
    let turn = scene.opening(ada, "hello?");
    scene.begin(&turn).await;
    let mut half = Transcript::default();
    half.push(&TurnEvent::Delta { text: "half".into() });
    let later = scene.now + TimeDelta::minutes(5);
    let progress = Progress { message: turn.message, transcript: Some(half.clone()), now: later };
    scene.store.save_progress(vec![progress]).await.unwrap();
    let found = |all: Vec<(MessageId, Transcript)>| all.into_iter().find(|(id, _)| *id == turn.message);
    let before = scene.store.abandoned(later).await.unwrap();
    assert_eq!(found(before), None, "its server lives");
    let after = scene.store.abandoned(later + TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(found(after), Some((turn.message, half)));
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn gone(scene: &Scene, ada: UserId) {
    let turns = [1, 2, 3, 4].map(|_| scene.opening(ada, "hello?"));
    for turn in &turns {
        scene.begin(turn).await;
    }
    let [one, kept, ended, other] = turns;
    assert!(scene.finish(ended.message, "done").await);
    for turn in [&one, &other] {
        let deleted = scene.store.delete(ada, turn.conversation).await.unwrap();
        assert_eq!(deleted, Deletion::Deleted { running: Some(turn.message) });
    }
    let mut half = Transcript::default();
    half.push(&TurnEvent::Delta { text: "half".into() });
    let progress = [&other, &ended, &kept, &one].map(|turn| Progress {
        message: turn.message,
        transcript: Some(half.clone()),
        now: scene.now,
    });
    let gone = scene.store.save_progress(progress.into()).await.unwrap();
    assert_eq!(gone, [one.message, other.message]);
    assert_eq!(scene.store.transcript(ada, kept.message).await.unwrap(), Some((Status::Streaming, half)));
}
