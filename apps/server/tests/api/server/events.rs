//! Streams of server-sent events, as clients read them.

use std::collections::VecDeque;

use serde_json::Value;

use super::PATIENCE;

/// One server-sent event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: Option<u64>,
    pub(crate) event: String,
    pub(crate) data: Value,
}

/// A stream of events, as it comes. Dropping it hangs up.
pub(crate) struct Events {
    response: reqwest::Response,
    buffer: Vec<u8>,
    ready: VecDeque<Event>,
}

impl Events {
    pub(super) fn new(response: reqwest::Response) -> Self {
        Self { response, buffer: Vec::new(), ready: VecDeque::new() }
    }

    /// The next event; `None` when the stream has ended tidily. Comments are passed over.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(event) = self.ready.pop_front() {
                    return Some(event);
                }
                let Some(chunk) = self.response.chunk().await.unwrap() else {
                    assert_eq!(String::from_utf8_lossy(&self.buffer), "", "the stream ends within an event");
                    return None;
                };
                self.buffer.extend(chunk);
                while let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                    let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                    self.ready.extend(parse(std::str::from_utf8(&block).unwrap()));
                }
            }
        })
        .await
        .unwrap()
    }

    /// Reads up to and with the first event of this name, and gives it.
    pub(crate) async fn until(&mut self, name: &str) -> Event {
        let mut seen = Vec::new();
        while let Some(event) = self.next().await {
            if event.event == name {
                return event;
            }
            seen.push(event);
        }
        panic!("no event {name} came: {seen:?}");
    }

    /// All events that are still to come.
    pub(crate) async fn rest(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// The text that these events make.
pub(crate) fn text(events: &[Event]) -> String {
    events.iter().filter(|it| it.event == "delta").map(|it| it.data["text"].as_str().unwrap()).collect()
}

fn parse(block: &str) -> Option<Event> {
    let (mut id, mut event, mut data) = (None, None, None);
    for line in block.lines().filter(|line| !line.is_empty() && !line.starts_with(':')) {
        match line.split_once(": ").unwrap() {
            ("id", value) => id = Some(value.parse().unwrap()),
            ("event", value) => event = Some(value.to_owned()),
            ("data", value) => data = Some(serde_json::from_str(value).unwrap()),
            _ => panic!("not a line of an event: {line:?}"),
        }
    }
    event.map(|event| Event { id, event, data: data.unwrap() })
}
