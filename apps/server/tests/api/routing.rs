//! Who answers: retries, who takes over, the breaker, the line, and what never leaves this machine.

mod line;
mod private;

use mami_upstream::{Script, Upstream};
use serde_json::{Value, json};

use crate::{
    server::{API_KEY, TestServer, text},
    turn::{asked, id, message, message_of, names},
};

/// A hosted provider `openai` and a local one, `ollama`.
pub(crate) struct House {
    pub(crate) server: TestServer,
    pub(crate) hosted: Upstream,
    pub(crate) local: Upstream,
}

impl House {
    pub(crate) async fn new(hosted: Script, local: Script, env: &[(&str, &str)]) -> Self {
        let (hosted, local) = (Upstream::start(hosted).await.unwrap(), Upstream::start(local).await.unwrap());
        let (hosted_url, local_url) = (hosted.url("/v1"), local.url(""));
        let mut all = vec![
            ("OPENAI_BASE_URL", &*hosted_url),
            ("OPENAI_API_KEY", API_KEY),
            ("MAMI_PROVIDERS__OPENAI__DEFAULT_MODEL", "scripted"),
            ("OLLAMA_HOST", &*local_url),
            ("MAMI_PROVIDERS__OLLAMA__ENABLED", "true"),
            ("MAMI_PROVIDERS__OLLAMA__DEFAULT_MODEL", "scripted"),
        ];
        all.extend(env);
        let server = TestServer::start(&all).await;
        Self { server, hosted, local }
    }

    /// How many answers the hosted provider and the local one were asked for.
    pub(crate) fn asked(&self) -> (usize, usize) {
        let count = |upstream: &Upstream, what: &str| {
            upstream.received().iter().filter(|request| request.what == what).count()
        };
        (count(&self.hosted, "POST /v1/chat/completions"), count(&self.local, "POST /api/chat"))
    }
}

/// A message for a model by name.
pub(crate) fn to_model(model: &str, content: &str) -> Value {
    let mut body = message(content);
    body["model"] = model.into();
    body
}

#[tokio::test]
async fn case_082_a_model_that_stumbles_is_asked_again_before_its_answer_has_begun() {
    let server = TestServer::answering(Script::default(), &[("MAMI_MEMORY__ENABLED", "false")]).await;
    let ada = server.owner().await;
    for fault in ["status:503", "status:500", "status:408", "status:429:0", "inband_error after=0"] {
        let before = asked(&server).len();
        let said = format!("[[say=All is well]] [[fault={fault} times=2]]");
        let events = ada.chat(&to_model("openai/scripted", &said)).await.rest().await;
        assert_eq!(names(&events), ["start", "title", "waiting", "delta", "usage", "done"], "{fault}");
        assert_eq!(text(&events), "All is well");
        assert_eq!(asked(&server).len() - before, 3, "{fault}");
        let waiting = events.iter().find(|event| event.event == "waiting").unwrap();
        assert_eq!(waiting.data["reason"], "retry");
    }
    server.stop().await;
}

#[tokio::test]
async fn another_model_takes_over_and_the_answer_says_so() {
    let said = "[[say=Grüße, 世界!]]";
    let hosted = Script { fault: Some("status:503".parse().unwrap()), ..Script::default() };
    let house = House::new(hosted, Script::default(), &[("MAMI_MEMORY__ENABLED", "false")]).await;
    let ada = house.server.owner().await;
    for model in ["auto", "openai/scripted"] {
        let events = ada.chat(&to_model(model, said)).await.rest().await;
        let told: Vec<_> = names(&events);
        assert_eq!(told[..4], ["start", "title", "waiting", "fallback"], "{model}");
        assert_eq!(text(&events), "Grüße, 世界!");
        let fallback = &events.iter().find(|event| event.event == "fallback").unwrap().data;
        assert_eq!(
            (&fallback["from"], &fallback["to"]),
            (&json!("openai/scripted"), &json!("ollama/scripted"))
        );
        let start = &events[0].data;
        assert_eq!(start["provider"], "openai", "who was asked first");
        let kept = message_of(&ada, &id(start, "conversation_id"), &id(start, "message_id")).await;
        assert_eq!((&kept["provider"], &kept["model"]), (&json!("ollama"), &json!("scripted")));
        assert_eq!(kept["route_reason"], "openai/scripted did not answer");
        assert_eq!(ada.follow(&id(start, "message_id"), 0).await.rest().await.len(), events_merged(&events));
        // It is known to be down now: `auto` would not even ask it. Its list says that it is up again.
        ada.post("/api/v1/admin/providers/openai/test", &json!({})).await;
    }
    house.server.stop().await;
}

/// How many events there are when text that follows text is merged.
fn events_merged(events: &[crate::server::Event]) -> usize {
    let mut count = 0;
    let mut before = "";
    for event in events {
        count += usize::from(event.event != "delta" || before != "delta");
        before = &event.event;
    }
    count
}

#[tokio::test]
async fn nobody_takes_over_once_something_was_said() {
    let house = House::new(Script::default(), Script::default(), &[]).await;
    let ada = house.server.owner().await;
    let said = "[[say=one two three four]] [[fault=cut after=2]]";
    let events = ada.chat(&to_model("openai/scripted", said)).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "delta", "error"]);
    assert_eq!(text(&events), "one two ");
    assert_eq!(house.asked(), (1, 0));
    house.server.stop().await;
}

#[tokio::test]
async fn without_fallback_the_error_is_the_answer() {
    let hosted = Script { fault: Some("status:503".parse().unwrap()), ..Script::default() };
    let env = [("MAMI_CHAT__FALLBACK", "false"), ("MAMI_CHAT__RETRIES", "0")];
    let house = House::new(hosted, Script::default(), &env).await;
    let ada = house.server.owner().await;
    let events = ada.chat(&to_model("openai/scripted", "Hello?")).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "error"]);
    assert_eq!(house.asked(), (1, 0));
    house.server.stop().await;
}

#[tokio::test]
async fn case_095_after_five_failures_a_provider_is_left_alone_until_one_probe_succeeds() {
    let env = [("MAMI_CHAT__RETRIES", "0"), ("MAMI_CHAT__BREAKER_SECONDS", "1")];
    let server = TestServer::answering(Script::default(), &env).await;
    let ada = server.owner().await;
    let breaker = async || {
        let all = ada.get("/api/v1/admin/providers").await.json();
        let openai = all.as_array().unwrap().iter().find(|one| one["id"] == "openai").unwrap().clone();
        (
            openai["breaker"].as_str().unwrap().to_owned(),
            openai["requests"].clone(),
            openai["error_rate"].clone(),
        )
    };
    assert_eq!(breaker().await, ("closed".into(), json!(0), json!(0.0)));
    for _ in 0..5 {
        ada.chat(&to_model("openai/scripted", "[[fault=status:503]]")).await.rest().await;
    }
    assert_eq!(breaker().await, ("open".into(), json!(5), json!(1.0)));
    let events = ada.chat(&to_model("openai/scripted", "Hello?")).await.rest().await;
    assert_eq!(events.last().unwrap().data["code"], "provider_unavailable");
    assert_eq!(asked(&server).len(), 5, "nobody was let through");

    // The pause ends; of several that come then, one tries and the others are turned away or follow it.
    loop {
        let events = ada.chat(&to_model("openai/scripted", "[[say=Back]]")).await.rest().await;
        if text(&events) == "Back" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(breaker().await.0, "closed");
    assert_eq!(asked(&server).len(), 6);
    server.stop().await;
}

#[tokio::test]
async fn a_provider_may_be_kept_for_some_roles() {
    let env = [("MAMI_PROVIDERS__OPENAI__ROLES", "owner,admin")];
    let house = House::new(Script::default(), Script::default(), &env).await;
    let (ada, bob) = (house.server.owner().await, house.server.member("bob").await);
    let listed = |models: Value| {
        let models = models.as_array().unwrap().clone();
        models.iter().any(|model| model["provider"] == "openai")
    };
    assert!(listed(ada.get("/api/v1/models").await.json()));
    assert!(!listed(bob.get("/api/v1/models").await.json()));
    let refused = bob.post("/api/v1/chat", &to_model("openai/scripted", "Hi")).await;
    assert_eq!(refused.pointers(), ["/model"]);
    assert_eq!(bob.say("Hi").await["message"]["provider"], "ollama");
    assert_eq!(ada.say("Hi").await["message"]["provider"], "openai");
    house.server.stop().await;
}

#[tokio::test]
async fn a_dry_run_says_where_a_message_would_go_and_why_and_sends_nothing() {
    let house = House::new(Script::default(), Script::default(), &[]).await;
    let ada = house.server.owner().await;
    let route = async |body: Value| {
        let answer = ada.post("/api/v1/admin/providers/route", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    };
    let plan = route(json!({})).await;
    assert_eq!(
        (&plan["plan"][0]["provider"], &plan["plan"][1]["provider"]),
        (&json!("openai"), &json!("ollama"))
    );
    let plan = route(json!({"private": true})).await;
    assert_eq!(plan["plan"].as_array().unwrap().len(), 1);
    assert_eq!(plan["plan"][0]["provider"], "ollama");
    assert!(plan["excluded"].as_array().unwrap().iter().any(|one| one["provider"] == "openai"), "{plan}");
    let refused = ada
        .post("/api/v1/admin/providers/route", &json!({"model": "openai/scripted", "private": true}))
        .await;
    assert_eq!(refused.pointers(), ["/model"]);
    assert_eq!(house.asked(), (0, 0));
    house.server.stop().await;
}
