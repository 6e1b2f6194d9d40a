//! The carriers to test: in process, and over Redis where there is one.

use std::sync::Arc;

use futures_util::StreamExt;
use mami_live::{InProcess, OverRedis};
use mami_ports::{
    Id, Ids, Live, LiveStream, Positioned, Problem, SystemClock, SystemRandom, Transcript, TurnEnd, TurnEvent,
};

/// Two ends of one carrier: what happens at one shows at the other. In process they are the same.
pub(crate) struct Carrier {
    pub(crate) here: Arc<dyn Live>,
    pub(crate) there: Arc<dyn Live>,
}

pub(crate) fn in_process() -> Carrier {
    let live = Arc::new(InProcess::default());
    Carrier { here: live.clone(), there: live }
}

/// Two servers that share a Redis; `None`, said aloud, where there is no Redis and none is demanded.
pub(crate) async fn over_redis() -> Option<Carrier> {
    let url = redis_url()?;
    let connect = || async { Arc::new(OverRedis::connect(&url).await.unwrap()) };
    Some(Carrier { here: connect().await, there: connect().await })
}

pub(crate) fn redis_url() -> Option<String> {
    let url = std::env::var("MAMI_TEST_REDIS_URL").ok();
    if url.is_none() {
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "MAMI_TEST_REDIS_URL must name a Redis server"
        );
        eprintln!("left out: MAMI_TEST_REDIS_URL names no Redis server");
    }
    url
}

pub(crate) fn id<K>() -> Id<K> {
    Ids::new(Arc::new(SystemClock), Arc::new(SystemRandom)).next()
}

pub(crate) fn delta(text: &str) -> TurnEvent {
    TurnEvent::Delta { text: text.into() }
}

/// A turn that speaks.
pub(crate) struct Speaker {
    live: Arc<dyn Live>,
    pub(crate) turn: mami_ports::MessageId,
    said: Transcript,
}

impl Speaker {
    pub(crate) async fn open(live: &Arc<dyn Live>) -> Self {
        let turn = id();
        live.open(turn).await.unwrap();
        Self { live: Arc::clone(live), turn, said: Transcript::default() }
    }

    /// Says something, and tells where that ends.
    pub(crate) async fn say(&mut self, event: TurnEvent) -> u64 {
        let position = self.said.push(&event);
        self.live.publish(self.turn, Positioned { position, event }).await.unwrap();
        position
    }

    pub(crate) async fn done(&mut self) -> u64 {
        self.say(TurnEvent::Done { message_id: self.turn, finish_reason: TurnEnd::Stop }).await
    }

    pub(crate) async fn broken(&mut self) -> u64 {
        self.say(TurnEvent::Error(Problem::new(502, "answer_interrupted", "Answer interrupted", ""))).await
    }

    pub(crate) fn close(&self) {
        self.live.close(self.turn);
    }

    pub(crate) fn text(&self) -> String {
        self.said.text()
    }
}

/// The text of some events, whose positions must grow.
pub(crate) fn text(events: &[Positioned]) -> String {
    assert!(events.is_sorted_by(|one, next| one.position < next.position), "{events:?}");
    let texts = events.iter().filter_map(|event| match &event.event {
        TurnEvent::Delta { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Follows a turn that must be open.
pub(crate) async fn follow(
    live: &Arc<dyn Live>,
    turn: mami_ports::MessageId,
    after: u64,
) -> LiveStream<Positioned> {
    live.follow(turn, after).await.unwrap().unwrap()
}

/// Reads until the text so far is `whole`.
pub(crate) async fn read_until(events: &mut LiveStream<Positioned>, whole: &str) -> Vec<Positioned> {
    let mut read = Vec::new();
    while text(&read) != whole {
        read.push(events.next().await.unwrap());
    }
    read
}
