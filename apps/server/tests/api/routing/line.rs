//! A model that serves one at a time: the others see their place in line.

use futures_util::future::join_all;
use mami_upstream::Script;
use serde_json::json;

use super::{House, to_model};
use crate::{
    server::text,
    turn::{cancel, id, names},
};

const SHORT: &str = "[[say=one two three four five six]]";
const ENDLESS: &str = "[[tokens=100000 every=20]]";

#[tokio::test]
async fn who_waits_for_a_busy_model_is_told_their_place_in_line() {
    let house = House::new(Script::default(), Script::default(), &[]).await;
    let (ada, bob) = (house.server.owner().await, house.server.member("bob").await);
    let mut first = ada.chat(&to_model("ollama/scripted", ENDLESS)).await;
    let endless = id(&first.until("start").await.data, "message_id");
    first.until("delta").await;
    let mut hers = ada.chat(&to_model("ollama/scripted", SHORT)).await;
    assert_eq!(hers.until("waiting").await.data["position"], 0);
    let mut again = ada.chat(&to_model("ollama/scripted", SHORT)).await;
    assert_eq!(again.until("waiting").await.data["position"], 1);
    let mut his = bob.chat(&to_model("ollama/scripted", SHORT)).await;
    let waiting = his.until("waiting").await.data;
    assert_eq!(waiting["position"], 1, "people take turns: one of hers is before his, not two");
    assert_eq!(
        (&waiting["reason"], &waiting["provider"], &waiting["model"]),
        (&json!("queue"), &json!("ollama"), &json!("scripted"))
    );
    let all = house.server.owner().await.get("/api/v1/admin/providers").await.json();
    let ollama = all.as_array().unwrap().iter().find(|one| one["id"] == "ollama").unwrap();
    assert_eq!((&ollama["running"], &ollama["waiting"]), (&json!(1), &json!(3)));

    assert_eq!(house.local.most_at_once(), 1);
    cancel(&ada, &endless).await;
    for rest in join_all([hers.rest(), again.rest(), his.rest()]).await {
        assert_eq!(rest.last().unwrap().event, "done");
        assert!(text(&rest).ends_with("five six"), "{rest:?}");
    }
    house.server.stop().await;
}

#[tokio::test]
async fn who_stops_while_waiting_leaves_the_line_and_asks_nobody() {
    let house = House::new(Script::default(), Script::default(), &[]).await;
    let ada = house.server.owner().await;
    let mut first = ada.chat(&to_model("ollama/scripted", ENDLESS)).await;
    let endless = id(&first.until("start").await.data, "message_id");
    first.until("delta").await;
    let mut second = ada.chat(&to_model("ollama/scripted", SHORT)).await;
    let answer = id(&second.until("start").await.data, "message_id");
    second.until("waiting").await;
    cancel(&ada, &answer).await;
    let rest = second.rest().await;
    assert_eq!(names(&rest), ["done"]);
    assert_eq!(rest[0].data["finish_reason"], "cancelled");
    cancel(&ada, &endless).await;
    first.rest().await;
    assert_eq!(house.asked().1, 1);
    house.server.stop().await;
}
