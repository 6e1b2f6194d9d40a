//! Lists of models.

use std::sync::Arc;

use mami_ports::{Capability, ChatModel, ModelInfo, ProviderError, SystemClock};
use mami_providers::{OpenAi, OpenAiConfig};
use mami_upstream::{Script, Upstream};
use rstest::rstest;

use crate::{Kind, socket};

fn info(name: &str, context_length: u32, capabilities: &[Capability]) -> ModelInfo {
    let capabilities = capabilities.to_vec();
    ModelInfo { name: name.to_owned(), context_length: Some(context_length), capabilities }
}

#[tokio::test]
async fn openai_models_are_those_that_chat() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let expected = [
        info("scripted", 131_072, &[Capability::Text]),
        info("scripted-small", 4096, &[Capability::Text, Capability::Tools]),
        info("scripted-thinking", 32_768, &[Capability::Text, Capability::Reasoning]),
        info("scripted-vision", 32_768, &[Capability::Text, Capability::Vision]),
    ];
    assert_eq!(Kind::OpenAi.connect(&upstream.url("/")).models().await.unwrap(), expected);
    assert_eq!(Kind::OpenAi.connect(&upstream.url("/openai/")).models().await.unwrap(), expected);
}

#[tokio::test]
async fn ollama_models_are_asked_about_once() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = Kind::Ollama.connect(&upstream.url("/"));
    for _ in 0..2 {
        assert_eq!(
            model.models().await.unwrap(),
            [
                info("scripted", 8192, &[Capability::Text]),
                info("scripted-small", 4096, &[Capability::Text, Capability::Tools]),
                info("scripted-thinking", 8192, &[Capability::Text, Capability::Reasoning]),
                info("scripted-vision", 8192, &[Capability::Text, Capability::Vision]),
            ]
        );
    }
    let asked = |what: &str| upstream.received().iter().filter(|received| received.what == what).count();
    assert_eq!((asked("GET /api/tags"), asked("POST /api/show")), (2, 5));
}

#[tokio::test]
async fn models_that_are_named_are_not_asked_for() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let config = OpenAiConfig {
        models: vec!["mine".to_owned()],
        ..OpenAiConfig::new("hosted", upstream.url("/v1").parse().unwrap())
    };
    let models = OpenAi::new(config, Arc::new(SystemClock)).unwrap().models().await.unwrap();
    assert_eq!(models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["mine"]);
    assert!(upstream.received().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_provider_that_is_down_is_unavailable(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let model = kind.connect(&format!("http://127.0.0.1:{port}/"));
    let listed = model.models().await.unwrap_err();
    assert!(
        matches!(&listed, ProviderError::Unavailable { detail } if detail.contains("refused")),
        "{listed:?}"
    );
    let asked = crate::ask(&*model, "Hi").await.end.unwrap_err();
    assert!(matches!(asked, ProviderError::Unavailable { .. }), "{asked:?}");
}

#[rstest]
#[tokio::test]
async fn a_list_that_is_none_means_unavailable(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (url, _task) = socket::serve(|mut socket, _| async move {
        socket::respond(&mut socket, "200 OK", "content-type: text/html\r\n", "<html>Sign in</html>").await;
    })
    .await;
    let error = kind.connect(&url).models().await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
}
