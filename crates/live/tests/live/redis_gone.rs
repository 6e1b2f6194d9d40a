//! Redis goes away and comes back: what was missed meanwhile is not kept secret.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use mami_live::OverRedis;
use mami_ports::{Live, UserEvent, UserId};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::carrier::{id, redis_url};

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
