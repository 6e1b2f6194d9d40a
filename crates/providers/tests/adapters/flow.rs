//! Who waits for whom, and who holds on to what.

use std::time::Duration;

use futures_util::StreamExt;
use mami_ports::Chunk;
use mami_upstream::{Script, Upstream};
use rstest::rstest;
use tokio::{net::TcpStream, time::timeout};

use crate::{Kind, ask, prompt, socket};

/// Far more than the buffers of two sockets hold.
const FLOOD: usize = 50 << 20;

/// Sends `piece` again and again, until all of the flood is out, the client closes, or it takes nothing for a while.
async fn flood(socket: &mut TcpStream, piece: &[u8]) -> usize {
    let mut sent = 0;
    while sent < FLOOD {
        match timeout(Duration::from_millis(500), socket::send(socket, piece)).await {
            Ok(Ok(())) => sent += piece.len(),
            Ok(Err(_)) | Err(_) => break,
        }
    }
    sent
}

#[rstest]
#[tokio::test]
async fn case_089_an_endless_line_is_given_up(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    #[values("data: ", "{\"message\":{\"content\":\"", "x")] opening: &'static str,
) {
    let (url, task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, kind.content_type()).await;
        let _ = socket::send(&mut socket, opening.as_bytes()).await;
        flood(&mut socket, &[b'x'; 64 << 10]).await
    })
    .await;
    let outcome = ask(&*kind.connect(&url), "Well?").await;
    assert!(outcome.malformed(), "{outcome:?}");
    let sent = task.await.unwrap();
    assert!(sent < FLOOD / 2, "{sent} bytes were taken");
}

#[tokio::test]
async fn case_089_an_event_of_endless_lines_is_given_up() {
    let (url, task) = socket::serve(|mut socket, _| async move {
        socket::start(&mut socket, "text/event-stream").await;
        flood(&mut socket, "data: xxxxxxxx\n".repeat(4096).as_bytes()).await
    })
    .await;
    let outcome = ask(&*Kind::OpenAi.connect(&url), "Well?").await;
    assert!(outcome.malformed(), "{outcome:?}");
    let sent = task.await.unwrap();
    assert!(sent < FLOOD / 2, "{sent} bytes were taken");
}

#[rstest]
#[tokio::test]
async fn case_090_what_is_not_asked_for_is_not_read(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (url, task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, kind.content_type()).await;
        flood(&mut socket, kind.piece(&"x".repeat(1000)).repeat(64).as_bytes()).await
    })
    .await;
    let model = kind.connect(&url);
    let mut stream = model.stream(&prompt("Well?")).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(Chunk::Text(_)))));
    let sent = task.await.unwrap();
    assert!(sent < FLOOD / 2, "{sent} bytes were taken");
}

#[rstest]
#[tokio::test]
async fn dropping_the_stream_closes_the_connection(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    #[values("[[say=one two]] [[fault=stall after=1]]", "[[tokens=100000 every=1]]")] question: &str,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = kind.connect(&upstream.url("/"));
    let mut stream = model.stream(&prompt(question)).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(Chunk::Text(_)))));
    drop(stream);
    timeout(Duration::from_secs(1), upstream.until_dropped(1))
        .await
        .expect("the connection closes within a second");
}

/// A client that stops waiting before the answer has begun leaves nothing behind either.
#[rstest]
#[tokio::test]
async fn giving_up_before_the_answer_closes_the_connection(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let (url, task) = socket::serve(|mut socket, _| async move {
        asked.send(()).unwrap();
        socket::closed(&mut socket).await;
    })
    .await;
    let (model, prompt) = (kind.connect(&url), prompt("Well?"));
    tokio::select! {
        _ = model.stream(&prompt) => panic!("nothing was answered"),
        _ = was_asked => {}
    }
    timeout(Duration::from_secs(5), task).await.expect("the connection closes").unwrap();
}

/// The end of the HTTP body may come after the end of the answer; the connection is kept all the same.
#[rstest]
#[tokio::test]
async fn a_connection_carries_the_next_answer_too(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (url, task) = socket::serve(move |mut socket, _| async move {
        for _ in 0..3 {
            socket::start(&mut socket, kind.content_type()).await;
            let answer = format!("{}{}", kind.piece("one"), kind.end());
            socket::send(&mut socket, answer.as_bytes()).await.unwrap();
            tokio::task::yield_now().await;
            socket::finish(&mut socket).await;
            socket::read_request(&mut socket).await.expect("the next request comes over the same connection");
        }
    })
    .await;
    let model = kind.connect(&url);
    for _ in 0..3 {
        assert_eq!(ask(&*model, "Well?").await.text, "one");
        // The rest of the body is read in the background; until then the connection is not free.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let _ = timeout(Duration::from_secs(1), ask(&*model, "Well?")).await;
    task.await.unwrap();
}
