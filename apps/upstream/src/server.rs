//! Starting and stopping.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    os::fd::AsFd,
    sync::Arc,
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    rt::net::TcpStream,
    web::{Data, PayloadConfig},
};

use crate::{
    Received, Script,
    ledger::Ledger,
    routes::{Shared, Socket, configure},
};

/// A running stand-in; it stops when this is dropped.
#[derive(Debug)]
pub struct Upstream {
    /// Where it listens.
    pub addr: SocketAddr,
    ledger: Arc<Ledger>,
    handle: ServerHandle,
}

impl Upstream {
    /// Starts one on a free port of this machine.
    ///
    /// # Errors
    /// When it cannot listen.
    #[expect(clippy::unused_async, reason = "the server needs the runtime that awaiting proves to be there")]
    pub async fn start(script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let addr = listener.local_addr()?;
        let ledger = Arc::new(Ledger::new(true));
        let server = server(script, listener, 1, ledger.clone())?;
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { addr, ledger, handle })
    }

    /// The address of a path, such as `/v1`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// What arrived so far, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.ledger.received()
    }

    /// How many streams were sent to their scripted end.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.ledger.streams.borrow().finished
    }

    /// How many streams the client left before their end.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.ledger.streams.borrow().dropped
    }

    /// How many streams ran at the same time, at most. One that the client leaves counts until that is noticed, which is
    /// some milliseconds later.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.ledger.streams.borrow().most_at_once
    }

    /// Waits until at least so many streams run.
    pub async fn until_running(&self, count: usize) {
        let _ = self.ledger.streams.subscribe().wait_for(|streams| streams.running >= count).await;
    }

    /// Waits until the client has left so many streams.
    pub async fn until_dropped(&self, count: usize) {
        // The sender lives as long as the ledger, so this cannot fail while we wait.
        let _ = self.ledger.streams.subscribe().wait_for(|streams| streams.dropped >= count).await;
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        // The order to stop is given at once; nobody has to wait for it to be followed.
        drop(self.handle.stop(false));
    }
}

/// A stand-in on this listener, for a program of its own; nothing of what arrives is kept.
///
/// # Errors
/// When it cannot listen.
pub fn serve(script: Script, listener: TcpListener, workers: usize) -> io::Result<Server> {
    server(script, listener, workers, Arc::new(Ledger::new(false)))
}

fn server(script: Script, listener: TcpListener, workers: usize, ledger: Arc<Ledger>) -> io::Result<Server> {
    let shared = Data::new(Shared { script, ledger });
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).app_data(PayloadConfig::new(64 << 20)).configure(configure)
    })
    .workers(workers.max(1))
    .tcp_nodelay(true)
    // Otherwise a client that leaves while nothing is sent goes unnoticed.
    .h1_allow_half_closed(false)
    .keep_alive(Duration::from_secs(75))
    .disable_signals()
    .on_connect(|connection, data| {
        if let Some(socket) =
            connection.downcast_ref::<TcpStream>().and_then(|socket| socket.as_fd().try_clone_to_owned().ok())
        {
            data.insert(Socket(socket.into()));
        }
    })
    .listen(listener)?
    .run();
    Ok(server)
}
