//! A response body that sends prepared frames at a steady pace: one timer, no work per frame.

use std::{
    net::TcpStream,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use tokio::{
    net::TcpSocket,
    time::{Instant, Sleep},
};

use crate::ledger::Ledger;

/// How the body ends once its frames are out.
#[derive(Debug)]
pub(crate) enum End {
    /// As HTTP wants it.
    Tidy,
    /// Never.
    Stall,
    /// By resetting the connection, of which this is another handle.
    Reset(Option<TcpStream>),
}

pub(crate) struct Paced {
    frames: std::vec::IntoIter<Bytes>,
    end: End,
    every: Duration,
    due: Instant,
    timer: Pin<Box<Sleep>>,
    waiting: bool,
    ledger: Arc<Ledger>,
    /// Whether it still counts as running: until the client has all that makes the answer whole, or is gone.
    running: bool,
    over: bool,
}

impl Paced {
    pub(crate) fn new(
        frames: Vec<Bytes>,
        end: End,
        first: Duration,
        every: Duration,
        ledger: Arc<Ledger>,
    ) -> Self {
        ledger.begun();
        let due = Instant::now() + first;
        Self {
            frames: frames.into_iter(),
            end,
            every,
            due,
            timer: Box::pin(tokio::time::sleep_until(due)),
            waiting: !first.is_zero(),
            ledger,
            running: true,
            over: false,
        }
    }

    /// Frames are due by the clock that started with the request, so that a late one does not delay those after it.
    fn wait_for_next(&mut self, pause: Duration) {
        if !pause.is_zero() {
            self.due += pause;
            self.timer.as_mut().reset(self.due);
            self.waiting = true;
        }
    }
}

impl MessageBody for Paced {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, std::io::Error>>> {
        if self.waiting {
            ready!(self.timer.as_mut().poll(cx));
            self.waiting = false;
        }
        if let Some(frame) = self.frames.next() {
            if self.frames.len() == 0 && matches!(self.end, End::Tidy) {
                // Before it leaves: the next request may come as soon as it has arrived.
                self.running = false;
                self.ledger.streams.send_modify(|streams| streams.running -= 1);
            }
            let pause = match (&self.end, self.frames.len()) {
                (End::Tidy, 0) => Duration::ZERO,
                // What was sent must have left before the connection goes.
                (End::Reset(_), 0) => self.every.max(Duration::from_millis(20)),
                _ => self.every,
            };
            self.wait_for_next(pause);
            return Poll::Ready(Some(Ok(frame)));
        }
        match &mut self.end {
            End::Tidy => {
                self.over = true;
                Poll::Ready(None)
            }
            End::Stall => Poll::Pending,
            End::Reset(socket) => {
                // With a linger time of zero, closing a socket resets the connection.
                let reset = socket.take().map(|socket| TcpSocket::from_std_stream(socket).set_zero_linger());
                self.over = true;
                Poll::Ready(Some(Err(reset
                    .and_then(Result::err)
                    .unwrap_or_else(|| std::io::Error::other("scripted reset")))))
            }
        }
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        Err(self)
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        let Self { over, running, .. } = *self;
        self.ledger.streams.send_modify(|streams| {
            streams.running -= usize::from(running);
            if over {
                streams.finished += 1;
            } else {
                streams.dropped += 1;
            }
        });
    }
}
