//! Turns that are taken out of their conversations.

use mami_ports::{ConversationId, MessageId, UserId};

use super::Scene;
use crate::{
    conversations::store::MessageDeletion,
    message::Message,
    store::{NewTurn, Place},
};

impl Scene {
    /// A turn that is over, behind the head.
    async fn said(&self, user: UserId, conversation: ConversationId, parent: Option<MessageId>) -> NewTurn {
        let turn = self.behind(user, conversation, parent, false);
        self.begin(&turn).await;
        self.finish(turn.message, "said").await;
        turn
    }

    /// Another answer, behind a message of the person's.
    async fn again(&self, user: UserId, question: &NewTurn) -> MessageId {
        let mut turn = self.turn(user, question.conversation, Place::Again);
        turn.user_message = question.user_message;
        self.begin(&turn).await;
        self.finish(turn.message, "again").await;
        turn.message
    }

    /// Its head, and each of its messages with what it follows. Checks that all hangs together.
    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn tree(
        &self,
        user: UserId,
        id: ConversationId,
    ) -> (Option<MessageId>, Vec<(MessageId, Option<MessageId>)>) {
        let head = self.store.conversation(user, id).await.unwrap().unwrap().head_message_id;
        let messages: Vec<Message> = self.store.messages(user, id).await.unwrap().unwrap();
        for message in &messages {
            // `older` counts by depth: with one message of the branch, it is how many are before it.
            let branch = self.store.branch(user, id, Some(message.id), 1, false).await.unwrap().unwrap();
            let line = self.store.line(user, message.id).await.unwrap();
            assert_eq!(usize::try_from(branch.older).unwrap() + 1, line.len(), "depth of {message:?}");
        }
        let mut all: Vec<_> = messages.iter().map(|message| (message.id, message.parent_id)).collect();
        all.sort_unstable();
        (head, all)
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn take_out(&self, user: UserId, id: MessageId) -> MessageDeletion {
        self.store.delete_message(user, id).await.unwrap()
    }
}

fn sorted(mut all: Vec<(MessageId, Option<MessageId>)>) -> Vec<(MessageId, Option<MessageId>)> {
    all.sort_unstable();
    all
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub(super) async fn turns_and_answers(scene: &Scene, ada: UserId, bob: UserId) {
    let one = scene.opening(ada, "one");
    let id = one.conversation;
    let deleted = MessageDeletion::Deleted { conversation: id };
    scene.begin(&one).await;
    scene.finish(one.message, "ONE").await;
    let two = scene.said(ada, id, Some(one.message)).await;
    let three = scene.said(ada, id, Some(two.message)).await;
    // A branch beside the third, and another answer in it.
    let other = scene.said(ada, id, Some(two.message)).await;
    let pair = |turn: &NewTurn, parent: Option<MessageId>| {
        [(turn.user_message, parent), (turn.message, Some(turn.user_message))]
    };

    let before = scene.tree(ada, id).await;
    assert_eq!(scene.take_out(bob, two.message).await, MessageDeletion::NotFound);
    assert_eq!(scene.take_out(ada, scene.ids.next()).await, MessageDeletion::NotFound);
    assert_eq!(scene.tree(ada, id).await, before);

    // A turn in the middle, by its only answer: both branches follow what was before it.
    assert_eq!(scene.take_out(ada, two.message).await, deleted);
    let rest = [pair(&one, None), pair(&three, Some(one.message)), pair(&other, Some(one.message))];
    assert_eq!(scene.tree(ada, id).await, (Some(other.message), sorted(rest.concat())));

    // An answer that has another beside it: it alone, and what followed it follows the other.
    let again = scene.again(ada, &other).await;
    let four = scene.said(ada, id, Some(other.message)).await;
    assert_eq!(scene.take_out(ada, other.message).await, deleted);
    let rest = [
        pair(&one, None),
        pair(&three, Some(one.message)),
        [(other.user_message, Some(one.message)), (again, Some(other.user_message))],
        pair(&four, Some(again)),
    ];
    assert_eq!(scene.tree(ada, id).await, (Some(four.message), sorted(rest.concat())));

    // The end of the branch that is shown: the head goes back.
    assert_eq!(scene.take_out(ada, four.user_message).await, deleted);
    assert_eq!(scene.tree(ada, id).await.0, Some(again));
    // A version of a question: what is beside it is shown.
    assert_eq!(scene.take_out(ada, other.user_message).await, deleted);
    let rest = [pair(&one, None), pair(&three, Some(one.message))];
    assert_eq!(scene.tree(ada, id).await, (Some(three.message), sorted(rest.concat())));
    // All answers of a question go with it.
    scene.again(ada, &three).await;
    assert_eq!(scene.take_out(ada, three.user_message).await, deleted);
    assert_eq!(scene.tree(ada, id).await, (Some(one.message), pair(&one, None).to_vec()));

    // The first turn: what followed it is the first.
    let five = scene.said(ada, id, Some(one.message)).await;
    let six = scene.said(ada, id, Some(five.message)).await;
    assert_eq!(scene.take_out(ada, one.user_message).await, deleted);
    let rest = [pair(&five, None), pair(&six, Some(five.message))];
    assert_eq!(scene.tree(ada, id).await, (Some(six.message), sorted(rest.concat())));

    // While an answer is being written, nothing goes.
    let running = scene.behind(ada, id, Some(six.message), true);
    scene.begin(&running).await;
    let refused = MessageDeletion::Running(running.message);
    for message in [five.user_message, six.message, running.user_message, running.message] {
        assert_eq!(scene.take_out(ada, message).await, refused);
    }
    assert_eq!(scene.take_out(bob, five.message).await, MessageDeletion::NotFound);
    assert_eq!(scene.tree(ada, id).await.1.len(), 6);
    scene.finish(running.message, "done").await;
    for turn in [&running, &five, &six] {
        assert_eq!(scene.take_out(ada, turn.message).await, deleted);
    }
    assert_eq!(scene.tree(ada, id).await, (None, Vec::new()));
    assert_eq!(scene.take_out(ada, six.message).await, MessageDeletion::NotFound);
    // It goes on as a new one does.
    scene.said(ada, id, None).await;
    let conversation = scene.store.conversation(ada, id).await.unwrap().unwrap();
    assert_eq!((conversation.updated_at, conversation.title.as_str()), (scene.now, "a title"));
    scene.store.delete(ada, id).await.unwrap();
}
