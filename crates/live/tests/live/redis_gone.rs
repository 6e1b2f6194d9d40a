//! Redis goes away and comes back: what was missed meanwhile is not kept secret.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use mami_live::OverRedis;
use mami_ports::{Live, Positioned, UserEvent, UserId};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::carrier::{Speaker, delta, follow, id, read_until, redis_url, text};

/// A way to Redis that can be cut: all connections at once, those to come included, until it is mended.
struct Way {
    url: String,
    open: watch::Sender<bool>,
}

impl Way {
    async fn to(redis: &str) -> Self {
        let redis = redis.trim_start_matches("redis://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let open = watch::Sender::new(true);
        let is_open = open.subscribe();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (mut is_open, redis) = (is_open.clone(), redis.clone());
                tokio::spawn(async move {
                    if *is_open.borrow_and_update() {
                        let mut far = TcpStream::connect(redis).await.unwrap();
                        tokio::select! {
                            _ = copy_bidirectional(&mut near, &mut far) => {}
                            _ = is_open.wait_for(|open| !open) => {}
                        }
                    }
                });
            }
        });
        Self { url, open }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_are_told_to_read_again_when_redis_is_back() {
    let Some(redis) = redis_url() else { return };
    let way = Way::to(&redis).await;
    let here: Arc<dyn Live> = Arc::new(OverRedis::connect(&way.url).await.unwrap());
    let there: Arc<dyn Live> = Arc::new(OverRedis::connect(&redis).await.unwrap());
    let user: UserId = id();
    let mut notices = here.listen(user).await.unwrap();
    let change = |deleted| UserEvent::Conversation { conversation_id: id(), deleted };

    let first = change(false);
    there.notify(user, first.clone()).await.unwrap();
    assert_eq!(notices.next().await, Some(first));
    way.open.send_replace(false);
    // Nobody here can hear this one.
    there.notify(user, change(false)).await.unwrap();
    way.open.send_replace(true);
    let heard = tokio::time::timeout(Duration::from_secs(30), notices.next()).await.unwrap();
    assert_eq!(heard, Some(UserEvent::Resync {}));
    // And it hears again.
    let last = change(true);
    there.notify(user, last.clone()).await.unwrap();
    assert_eq!(notices.next().await, Some(last));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_gone_a_server_has_its_own_live_events() {
    let Some(redis) = redis_url() else { return };
    let way = Way::to(&redis).await;
    let here: Arc<dyn Live> = Arc::new(OverRedis::connect(&way.url).await.unwrap());
    let there: Arc<dyn Live> = Arc::new(OverRedis::connect(&redis).await.unwrap());
    let user: UserId = id();
    let mut notices = here.listen(user).await.unwrap();
    let mut requests = here.cancel_requests().await.unwrap();
    let mut speaker = Speaker::open(&here).await;
    speaker.say(delta("before ")).await;
    let near = follow(&here, speaker.turn, 0).await;
    let mut far = follow(&there, speaker.turn, 0).await;
    read_until(&mut far, "before ").await;

    way.open.send_replace(false);
    // Each of these would take ten seconds if it waited for Redis.
    let talk = async {
        for _ in 0..100 {
            speaker.say(delta("during ")).await;
        }
        let mut other = Speaker::open(&here).await;
        other.say(delta("begun in the dark")).await;
        other.close();
    };
    tokio::time::timeout(Duration::from_secs(30), talk).await.unwrap();
    here.request_cancel(speaker.turn).await.unwrap();
    assert_eq!(requests.next().await, Some(speaker.turn));
    assert!(here.request_cancel(id()).await.is_err(), "nobody has heard of it, and nobody pretends to");
    let change = UserEvent::Conversation { conversation_id: id(), deleted: false };
    assert!(here.notify(user, change.clone()).await.is_err());
    assert_eq!(notices.next().await, Some(change));

    way.open.send_replace(true);
    assert_eq!(notices.next().await, Some(UserEvent::Resync {}));
    speaker.say(delta("after")).await;
    speaker.done().await;
    speaker.close();
    assert_eq!(text(&near.collect::<Vec<_>>().await), speaker.text());
    // Elsewhere there is a hole: better nothing more than text that lacks its middle.
    let far = tokio::time::timeout(Duration::from_secs(60), far.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(far, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_learns_nothing_of_a_turn_that_stays_here() {
    let Some(redis) = redis_url() else { return };
    let here = OverRedis::connect(&redis).await.unwrap();
    let there = OverRedis::connect(&redis).await.unwrap();
    let turn = id();
    here.open_here(turn).await.unwrap();
    let near = here.follow(turn, 0).await.unwrap().unwrap();
    here.publish(turn, Positioned { position: 6, event: delta("secret") }).await.unwrap();
    assert!(there.follow(turn, 0).await.unwrap().is_none());
    let keys = redis::cmd("EXISTS").arg(format!("mami:turn:{turn}")).to_owned();
    let client = redis::Client::open(redis).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    here.close(turn);
    assert_eq!(text(&near.collect::<Vec<_>>().await), "secret");
    let found: u32 = keys.query_async(&mut connection).await.unwrap();
    assert_eq!(found, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_in_what_was_published_ends_the_followers() {
    let Some(redis) = redis_url() else { return };
    let here: Arc<dyn Live> = Arc::new(OverRedis::connect(&redis).await.unwrap());
    let there: Arc<dyn Live> = Arc::new(OverRedis::connect(&redis).await.unwrap());
    let mut speaker = Speaker::open(&here).await;
    let position = speaker.say(delta("whole")).await;
    let late = Positioned { position: position + 10, event: delta("late") };
    here.publish(speaker.turn, late).await.unwrap();
    let events: Vec<_> = follow(&there, speaker.turn, 0).await.collect().await;
    assert_eq!(text(&events), "whole");
    speaker.close();
}
