//! One battery for every carrier. Whatever hangs fails by the test's time limit.

use std::{future::Future, time::Duration};

use futures_util::{StreamExt, future::join_all};
use mami_ports::{MessageId, TurnEvent, UserEvent, UserId};

use crate::carrier::{Carrier, Speaker, delta, follow, id, in_process, over_redis, read_until, text};

/// Much longer than anything here takes on a slow machine.
const LIMIT: Duration = Duration::from_secs(60);

async fn within_limit<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, work).await.unwrap()
}

macro_rules! contract {
    ($($rule:ident),+ $(,)?) => {
        mod in_process_holds {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $rule() {
                super::within_limit(super::$rule(super::in_process())).await;
            })+
        }
        mod over_redis_holds {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $rule() {
                if let Some(carrier) = super::over_redis().await {
                    super::within_limit(super::$rule(carrier)).await;
                }
            })+
        }
    };
}

contract!(
    followers_before_during_and_after_hear_the_same,
    every_position_of_the_text_is_a_place_to_go_on_from,
    a_closed_or_unknown_turn_is_not_followed,
    closing_a_turn_ends_its_followers_after_what_was_said,
    a_position_ahead_of_the_turn_hears_only_what_lies_behind_it,
    a_slow_follower_misses_nothing_and_holds_nobody_up,
    turns_do_not_mix,
    what_follows_a_close_goes_nowhere,
    every_listener_hears_of_a_cancel,
    a_persons_devices_hear_what_is_theirs_in_order,
    a_listener_that_sleeps_is_told_to_read_again,
);

async fn followers_before_during_and_after_hear_the_same(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    let turn = speaker.turn;
    let early = follow(&carrier.there, turn, 0).await;
    speaker.say(TurnEvent::Reasoning { text: "hm… ".into() }).await;
    speaker.say(delta("Grüße, ")).await;
    let mut midway = follow(&carrier.there, turn, 0).await;
    read_until(&mut midway, "Grüße, ").await;
    speaker.say(delta("世界")).await;
    speaker.say(delta(" 🎉")).await;
    let end = speaker.done().await;
    let late = follow(&carrier.there, turn, 0).await;
    speaker.close();

    assert_eq!(text(&midway.collect::<Vec<_>>().await), "世界 🎉");
    for events in [early.collect::<Vec<_>>().await, late.collect().await] {
        assert_eq!(text(&events), speaker.text());
        assert!(matches!(&events[0].event, TurnEvent::Reasoning { text } if text == "hm… "), "{events:?}");
        let last = events.last().unwrap();
        assert!(last.event.is_last());
        assert_eq!(last.position, end);
    }
}

async fn every_position_of_the_text_is_a_place_to_go_on_from(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    let mut places = vec![(0, 0)];
    for piece in ["a", "žluť", "世界", " 🎉 ", "the end"] {
        let position = speaker.say(delta(piece)).await;
        places.push((position, speaker.text().len()));
    }
    let end = speaker.done().await;
    let whole = speaker.text();

    let followed =
        join_all(places.iter().map(|(after, _)| follow(&carrier.there, speaker.turn, *after))).await;
    // In the middle of a piece, within a character (which is sent whole), and right before the end.
    let middle = follow(&carrier.there, speaker.turn, 3).await;
    let within = follow(&carrier.there, speaker.turn, 2).await;
    let last = follow(&carrier.there, speaker.turn, end - 1).await;
    speaker.close();
    for ((after, seen), events) in places.iter().zip(followed) {
        let events: Vec<_> = events.collect().await;
        assert_eq!(text(&events), whole[*seen..], "from {after}");
        assert_eq!(events.last().unwrap().position, end);
    }
    assert_eq!(text(&middle.collect::<Vec<_>>().await), whole[3..]);
    assert_eq!(text(&within.collect::<Vec<_>>().await), whole[1..]);
    let last: Vec<_> = last.collect().await;
    assert!(last.len() == 1 && last[0].event.is_last(), "{last:?}");
}

async fn a_closed_or_unknown_turn_is_not_followed(carrier: Carrier) {
    let unknown: MessageId = id();
    assert!(carrier.there.follow(unknown, 0).await.unwrap().is_none());
    carrier.here.close(unknown);
    carrier.here.request_cancel(unknown).await.unwrap();
}

async fn closing_a_turn_ends_its_followers_after_what_was_said(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    let silent = follow(&carrier.there, speaker.turn, 0).await;
    speaker.say(delta("half")).await;
    speaker.broken().await;
    // Whoever closes waits for nobody: not for a follower, not for the carrier.
    speaker.close();
    let events: Vec<_> = silent.collect().await;
    assert_eq!(text(&events), "half");
    assert!(matches!(events.last().unwrap().event, TurnEvent::Error(_)));

    // A turn whose server had nothing left to say.
    let speaker = Speaker::open(&carrier.here).await;
    let events = follow(&carrier.there, speaker.turn, 0).await;
    speaker.close();
    assert_eq!(events.collect::<Vec<_>>().await, []);
}

async fn a_position_ahead_of_the_turn_hears_only_what_lies_behind_it(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    speaker.say(delta("0123456789")).await;
    let ahead = follow(&carrier.there, speaker.turn, 15).await;
    let never = follow(&carrier.there, speaker.turn, u64::MAX).await;
    speaker.say(delta("0123456789")).await;
    speaker.done().await;
    speaker.close();
    let events: Vec<_> = ahead.collect().await;
    assert_eq!(text(&events), "56789");
    assert!(events.last().unwrap().event.is_last());
    assert_eq!(never.collect::<Vec<_>>().await, []);
}

async fn a_slow_follower_misses_nothing_and_holds_nobody_up(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    // It takes one event and then nothing until all is over.
    let mut slow = follow(&carrier.there, speaker.turn, 0).await;
    speaker.say(delta("0 ")).await;
    let mut heard = vec![slow.next().await.unwrap()];
    for n in 1..2_000 {
        speaker.say(delta(&format!("{n} "))).await;
    }
    speaker.done().await;
    speaker.close();
    heard.extend(slow.collect::<Vec<_>>().await);
    assert_eq!(text(&heard), speaker.text());
    assert!(heard.last().unwrap().event.is_last());
}

async fn turns_do_not_mix(carrier: Carrier) {
    let mut one = Speaker::open(&carrier.here).await;
    let mut two = Speaker::open(&carrier.there).await;
    let (of_one, of_two) =
        (follow(&carrier.there, one.turn, 0).await, follow(&carrier.here, two.turn, 0).await);
    for n in 0..20 {
        one.say(delta(&format!("one {n} "))).await;
        two.say(delta(&format!("two {n} "))).await;
    }
    one.close();
    two.close();
    assert_eq!(text(&of_one.collect::<Vec<_>>().await), one.text());
    assert_eq!(text(&of_two.collect::<Vec<_>>().await), two.text());
}

async fn what_follows_a_close_goes_nowhere(carrier: Carrier) {
    let mut speaker = Speaker::open(&carrier.here).await;
    let events = follow(&carrier.there, speaker.turn, 0).await;
    speaker.say(delta("heard")).await;
    speaker.close();
    assert_eq!(text(&events.collect::<Vec<_>>().await), "heard");
    // It may be refused or dropped, as long as nothing breaks.
    let late = mami_ports::Positioned { position: 9, event: delta("late") };
    let _ = carrier.here.publish(speaker.turn, late).await;
    speaker.close();
}

async fn every_listener_hears_of_a_cancel(carrier: Carrier) {
    let turn: MessageId = id();
    let mut listeners = Vec::new();
    for live in [&carrier.here, &carrier.there] {
        listeners.push(live.cancel_requests().await.unwrap());
    }
    carrier.there.request_cancel(turn).await.unwrap();
    for requests in &mut listeners {
        // Other tests share the carrier and may cancel turns of their own.
        while requests.next().await.unwrap() != turn {}
    }
}

async fn a_persons_devices_hear_what_is_theirs_in_order(carrier: Carrier) {
    let (ada, bob): (UserId, UserId) = (id(), id());
    let phone = carrier.here.listen(ada).await.unwrap();
    let laptop = carrier.there.listen(ada).await.unwrap();
    let theirs = carrier.there.listen(bob).await.unwrap();
    let mut told = Vec::new();
    for n in 0..10 {
        let event = UserEvent::Conversation { conversation_id: id(), deleted: n % 2 == 1 };
        carrier.here.notify(ada, event.clone()).await.unwrap();
        told.push(event);
    }
    let ending = UserEvent::Message { conversation_id: id(), message_id: id(), status: "complete".into() };
    carrier.here.notify(bob, ending.clone()).await.unwrap();
    assert_eq!(theirs.take(1).collect::<Vec<_>>().await, [ending]);
    assert_eq!(phone.take(told.len()).collect::<Vec<_>>().await, told);
    assert_eq!(laptop.take(told.len()).collect::<Vec<_>>().await, told);
    // Whose last device has gone is told nothing, and that is no fault.
    carrier.here.notify(bob, UserEvent::Resync {}).await.unwrap();
}

async fn a_listener_that_sleeps_is_told_to_read_again(carrier: Carrier) {
    let user: UserId = id();
    let mut sleeper = carrier.there.listen(user).await.unwrap();
    let mut awake = carrier.there.listen(user).await.unwrap();
    let last = UserEvent::Conversation { conversation_id: id(), deleted: true };
    for _ in 0..1_000 {
        let event = UserEvent::Conversation { conversation_id: id(), deleted: false };
        carrier.here.notify(user, event).await.unwrap();
        let heard = awake.next().await.unwrap();
        assert_ne!(heard, UserEvent::Resync {}, "whoever keeps up misses nothing");
    }
    carrier.here.notify(user, last.clone()).await.unwrap();
    assert_eq!(sleeper.next().await.unwrap(), UserEvent::Resync {});
    while sleeper.next().await.unwrap() != last {}
}
