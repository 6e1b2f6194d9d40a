//! Server-sent events: encodes what the engines say, and keeps quiet streams alive.

use std::{future::Future, time::Duration};

use actix_web::{HttpResponse, http::header};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use mami_ports::{LiveStream, Positioned, TurnEvent, UserEvent};
use serde::Serialize;

/// A client that has gone shows only when something is written to it, and some proxies cut what is quiet.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How many events that are ready go out in one write.
const AT_ONCE: usize = 64;

/// A response that streams a turn to its end (which comes, too, when the server stops), or until `cut`.
pub fn turn(events: LiveStream<Positioned>, cut: impl Future<Output = ()> + 'static) -> HttpResponse {
    respond(events, cut, |event, out| {
        let name = match &event.event {
            TurnEvent::Start(_) => "start",
            TurnEvent::Recall(_) => "recall",
            TurnEvent::Memory(_) => "memory",
            TurnEvent::Waiting { .. } => "waiting",
            TurnEvent::Fallback { .. } => "fallback",
            TurnEvent::Reasoning { .. } => "reasoning",
            TurnEvent::Delta { .. } => "delta",
            TurnEvent::Usage(_) => "usage",
            TurnEvent::Title { .. } => "title",
            TurnEvent::Done { .. } => "done",
            TurnEvent::Error(_) => "error",
        };
        write(out, Some(event.position), name, &Untagged(&event.event));
    })
}

/// A response that streams what a person's devices are told, until `cut`.
pub fn user(events: LiveStream<UserEvent>, cut: impl Future<Output = ()> + 'static) -> HttpResponse {
    respond(events, cut, |event, out| {
        let name = match event {
            UserEvent::Message { .. } => "message",
            UserEvent::Conversation { .. } => "conversation",
            UserEvent::Import { .. } => "import",
            UserEvent::Memory { .. } => "memory",
            UserEvent::Document { .. } => "document",
            UserEvent::Resync {} => "resync",
        };
        write(out, None, name, &UntaggedUser(event));
    })
}

/// The data of a turn's event: its name is told beside it.
struct Untagged<'a>(&'a TurnEvent);

impl Serialize for Untagged<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Text<'a> {
            text: &'a str,
        }
        match self.0 {
            TurnEvent::Start(start) => start.serialize(to),
            TurnEvent::Reasoning { text } | TurnEvent::Delta { text } => Text { text }.serialize(to),
            TurnEvent::Recall(recall) => recall.serialize(to),
            TurnEvent::Memory(change) => change.serialize(to),
            TurnEvent::Usage(usage) => usage.serialize(to),
            TurnEvent::Error(problem) => problem.serialize(to),
            TurnEvent::Waiting { reason, provider, model, position } => serde_json::json!({
                "reason": reason, "provider": provider, "model": model, "position": position
            })
            .serialize(to),
            TurnEvent::Fallback { from, to: other, reason } => {
                serde_json::json!({ "from": from, "to": other, "reason": reason }).serialize(to)
            }
            TurnEvent::Title { conversation_id, title } => {
                serde_json::json!({ "conversation_id": conversation_id, "title": title }).serialize(to)
            }
            TurnEvent::Done { message_id, finish_reason } => {
                serde_json::json!({ "message_id": message_id, "finish_reason": finish_reason }).serialize(to)
            }
        }
    }
}

struct UntaggedUser<'a>(&'a UserEvent);

impl Serialize for UntaggedUser<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            UserEvent::Message { conversation_id, message_id, status } => serde_json::json!({
                "conversation_id": conversation_id, "message_id": message_id, "status": status
            })
            .serialize(to),
            UserEvent::Conversation { conversation_id, deleted } => {
                serde_json::json!({ "conversation_id": conversation_id, "deleted": deleted }).serialize(to)
            }
            UserEvent::Import { import_id, status, done, total } => serde_json::json!({
                "import_id": import_id, "status": status, "done": done, "total": total
            })
            .serialize(to),
            UserEvent::Memory { action, ids } => {
                serde_json::json!({ "action": action, "ids": ids }).serialize(to)
            }
            UserEvent::Document { document_id, status, progress } => serde_json::json!({
                "document_id": document_id, "status": status, "progress": progress
            })
            .serialize(to),
            UserEvent::Resync {} => serde_json::json!({}).serialize(to),
        }
    }
}

fn write(out: &mut BytesMut, id: Option<u64>, name: &str, data: &impl Serialize) {
    if let Some(id) = id {
        out.extend_from_slice(b"id: ");
        out.extend_from_slice(id.to_string().as_bytes());
        out.put_u8(b'\n');
    }
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // JSON escapes line ends, so the data is one line whatever a model wrote.
    if let Err(error) = serde_json::to_writer((&mut *out).writer(), data) {
        tracing::error!(%error, "an event could not be encoded");
    }
    out.extend_from_slice(b"\n\n");
}

fn respond<T: 'static>(
    events: LiveStream<T>,
    cut: impl Future<Output = ()> + 'static,
    encode: impl Fn(&T, &mut BytesMut) + 'static,
) -> HttpResponse {
    let batches = events.ready_chunks(AT_ONCE).take_until(cut);
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Events must not wait for a compressor or for a proxy's buffer.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(kept_alive(batches.boxed_local(), KEEP_ALIVE, encode))
}

fn kept_alive<T: 'static>(
    batches: stream::LocalBoxStream<'static, Vec<T>>,
    quiet: Duration,
    encode: impl Fn(&T, &mut BytesMut) + 'static,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::unfold((batches, encode), move |(mut batches, encode)| async move {
        let chunk = match tokio::time::timeout(quiet, batches.next()).await {
            Ok(Some(events)) => {
                let mut out = BytesMut::with_capacity(256);
                for event in &events {
                    encode(event, &mut out);
                }
                out.freeze()
            }
            Ok(None) => return None,
            Err(_) => Bytes::from_static(b": keep-alive\n\n"),
        };
        Some((Ok(chunk), (batches, encode)))
    })
}

#[cfg(test)]
mod tests {
    use mami_ports::MessageId;
    use tokio::sync::mpsc;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn case_083_a_quiet_stream_shows_a_sign_of_life_every_fifteen_seconds() {
        assert!(KEEP_ALIVE <= Duration::from_secs(15));
    }

    #[tokio::test]
    async fn case_083_comments_keep_a_quiet_stream_alive_and_are_no_events() {
        let (send, receive) = mpsc::unbounded_channel::<&str>();
        let events = stream::unfold(receive, async |mut receive| Some((receive.recv().await?, receive)));
        let write_word = |word: &&str, out: &mut BytesMut| write(out, Some(7), "word", word);
        let quiet = Duration::from_millis(5);
        let mut chunks = Box::pin(kept_alive(events.ready_chunks(AT_ONCE).boxed_local(), quiet, write_word));
        let mut next = async || chunks.next().await.map(|chunk| chunk.unwrap());
        for _ in 0..3 {
            assert_eq!(next().await.unwrap(), ": keep-alive\n\n");
        }
        send.send("one").unwrap();
        send.send("two").unwrap();
        let events = "id: 7\nevent: word\ndata: \"one\"\n\nid: 7\nevent: word\ndata: \"two\"\n\n";
        assert_eq!(next().await.unwrap(), events);
        assert_eq!(next().await.unwrap(), ": keep-alive\n\n");
        drop(send);
        assert_eq!(next().await, None);
    }

    #[test]
    fn whatever_a_model_writes_stays_within_its_event() {
        let text = "a\r\nb\rc\nd\u{2028}\u{0085}\n\nevent: done\ndata: {}\n\n".to_owned();
        let mut out = BytesMut::new();
        write(&mut out, Some(3), "delta", &Untagged(&TurnEvent::Delta { text: text.clone() }));
        let event = String::from_utf8(out.to_vec()).unwrap();
        let data = event.strip_prefix("id: 3\nevent: delta\ndata: ").unwrap().strip_suffix("\n\n").unwrap();
        assert!(!data.contains(['\n', '\r']), "{data}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(data).unwrap()["text"], text);
    }

    #[tokio::test]
    async fn a_stream_is_neither_cached_nor_compressed_nor_held_back() {
        let done = TurnEvent::Done {
            message_id: MessageId::from_uuid(Uuid::nil()),
            finish_reason: mami_ports::TurnEnd::Stop,
        };
        let response =
            turn(stream::iter([Positioned { position: 1, event: done }]).boxed(), std::future::pending());
        for (name, value) in [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-store"),
            ("content-encoding", "identity"),
            ("x-accel-buffering", "no"),
        ] {
            assert_eq!(response.headers().get(name).unwrap(), value);
        }
    }
}
