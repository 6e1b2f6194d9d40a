//! Putting the server together, and taking it down.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    middleware::{Compress, from_fn},
    web::Data,
};
use anyhow::Context as _;
use mami_auth::Auth;
use mami_chat::{
    BreakerPolicy, Catalog, Chat, ChatParts, ChatPolicy, Files, Imports, Personas, Provider, RetryPolicy,
    Search, Sharing,
};
use mami_live::{InProcess, OverRedis, RedisBuckets};
use mami_memory::{
    Memories,
    documents::Documents,
    recall::{RecallParts, Recaller},
};
use mami_ports::{Buckets, Clock, Ids, Live, Random, SystemClock, SystemRandom};
use mami_providers::{Builtin, Doc};
use mami_storage::{Access, Db};
use secrecy::ExposeSecret as _;
use tokio::{sync::Semaphore, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    cookies::Cookies,
    edge::edge,
    embedders,
    flows::{abilities::MemoryAbilities, extract::Extractions},
    persona_files, routes,
    settings::{ProviderKind, Settings},
    telemetry,
};

/// How often what is over (sessions, links, old entries of the audit log) is removed.
const SWEEP: Duration = Duration::from_secs(15 * 60);
/// How many archives are made and sent at the same time: each is a file beside the database until it was sent.
const EXPORTS_AT_ONCE: usize = 4;
/// How many files may be on their way here at the same time.
const UPLOADS_AT_ONCE: usize = 32;
/// How many imports this server carries out at the same time: each has its file beside the database and a conversation in memory.
const IMPORTS_AT_ONCE: usize = 4;
/// Documents that are taken in at the same time: each is in memory as a whole.
const DOCUMENTS_AT_ONCE: usize = 2;
/// The bytes that one conversation of a file may have.
const IMPORTED_CONVERSATION: usize = 64 << 20;
/// How often answers of servers that died are looked for.
const RECOVER: Duration = Duration::from_secs(10);

/// How often it is looked whether a conversation has been quiet for long enough to look for facts in it.
const LOOK_FOR_FACTS: Duration = Duration::from_secs(1);
/// How often what has ended is made findable.
const INDEX: Duration = Duration::from_secs(1);

/// Everything that handlers need.
pub struct Mami {
    /// The settings.
    pub settings: Settings,
    /// Accounts and sessions.
    pub auth: Auth,
    /// Conversations and turns.
    pub chat: Arc<Chat>,
    /// Who the model is for whom.
    pub personas: Arc<Personas>,
    /// What is remembered.
    pub memories: Arc<Memories>,
    /// What of it helps with a message.
    pub recaller: Recaller,
    /// What was said and not looked at for facts yet.
    pub extractions: Arc<Extractions>,
    /// Files in messages.
    pub files: Arc<Files>,
    /// What was said, to be found.
    pub search: Arc<Search>,
    /// The database.
    pub db: Db,
    /// New ids.
    pub ids: Ids,
    /// The cookies that keep people signed in.
    pub cookies: Cookies,
    /// How many files may be on their way here.
    pub uploads: Arc<Semaphore>,
    /// Documents that Mami reads.
    pub documents: Arc<Documents>,
    /// How many documents are taken in at once.
    pub document_uploads: Semaphore,
    /// How many people may take everything along at once.
    pub exports: Arc<Semaphore>,
    /// Conversations from elsewhere.
    pub imports: Arc<Imports>,
    /// How many imports this server carries out at once.
    pub import_places: Arc<Semaphore>,
    /// Links to conversations.
    pub sharing: Sharing,
    /// The running turns.
    pub turns: TaskTracker,
    /// Cancelled when the server stops.
    pub stopping: CancellationToken,
    /// What was counted.
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: std::net::SocketAddr,
    /// Everything that its handlers use.
    pub mami: Data<Mami>,
    server: ServerHandle,
    finished: JoinHandle<std::io::Result<()>>,
    tasks: TaskTracker,
}

/// Serves until told to stop.
///
/// # Errors
/// When the server cannot start.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let running = start(settings).await?;
    greet(&running).await?;
    terminated().await?;
    tracing::info!("stopping");
    running.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Starts a server.
///
/// # Errors
/// When the database cannot be used, the address is taken, or a provider's settings cannot work.
pub async fn start(settings: Settings) -> anyhow::Result<Running> {
    // First: a port that is taken must not cost a look at the database.
    let server = &settings.server;
    let listener = TcpListener::bind((server.host.as_str(), server.port)).with_context(|| {
        format!(
            "cannot listen on {}:{}; choose another address with MAMI_SERVER__HOST and MAMI_SERVER__PORT",
            server.host, server.port
        )
    })?;
    let address = listener.local_addr()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let ids = Ids::new(Arc::clone(&clock), Arc::clone(&random));

    // PostgreSQL has no need of it, but uploads and archives wait there.
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    let wanted = &settings.data_dir;
    folder.create(wanted).with_context(|| format!("the data folder {} cannot be made", wanted.display()))?;

    let config = settings.db_config()?;
    let db = Db::connect(&config, Access::Server).await?;
    for step in db.migrate().await? {
        tracing::info!(step, "brought the database's schema up to date");
    }
    let (live, buckets): (Arc<dyn Live>, Option<Arc<dyn Buckets>>) = match &settings.redis.url {
        None => (Arc::new(InProcess::default()), None),
        Some(url) => {
            let absent = "REDIS_URL is set, but Redis does not answer there";
            let live = OverRedis::connect(url.expose_secret()).await.context(absent)?;
            let buckets = RedisBuckets::connect(url.expose_secret()).await.context(absent)?;
            (Arc::new(live), Some(Arc::new(buckets)))
        }
    };
    let catalog = Arc::new(Catalog::new(
        providers(&settings, &clock)?,
        BreakerPolicy {
            failures: settings.chat.breaker_failures,
            pause: Duration::from_secs(settings.chat.breaker_seconds),
        },
        Arc::clone(&clock),
    ));
    let policy = ChatPolicy {
        system_prompt: settings.chat.system_prompt.clone(),
        default_model: settings.chat.default_model.clone(),
        max_message_bytes: settings.chat.max_message_bytes,
        max_answer_bytes: settings.chat.max_answer_bytes,
        answer_tokens: settings.chat.answer_tokens,
        retry: RetryPolicy {
            retries: settings.chat.retries,
            longest_wait: Duration::from_secs(settings.chat.retry_wait_seconds),
        },
        fallback: settings.chat.fallback,
        classifier_model: settings.chat.classifier_model.clone(),
        summaries: settings.chat.summaries,
        summary_model: settings.chat.summary_model.clone(),
        save_every: Duration::from_millis(settings.chat.save_every_ms),
        sole_server: db.is_sqlite(),
    };
    let imports = Imports::new(
        Arc::new(db.clone()),
        Arc::clone(&live),
        Arc::clone(&clock),
        ids.clone(),
        mami_chat::import::Limits {
            conversation_bytes: IMPORTED_CONVERSATION,
            expanded_bytes: settings.chat.max_import_bytes.saturating_mul(8),
        },
        db.is_sqlite(),
    );
    if imports.recover(true).await? > 0 {
        tracing::warn!("imports were cut off when the server stopped last; what they had added is kept");
    }
    let sharing = Sharing::new(
        Arc::new(db.clone()),
        Arc::clone(&clock),
        Arc::clone(&random),
        ids.clone(),
        settings.chat.sharing,
    );
    let (personas, folder) = personas(&settings, &db, &clock, &ids);
    let files = Files::new(Arc::new(db.clone()), Arc::clone(&clock), ids.clone(), settings.files.policy());
    let files = Arc::new(files);
    let memories = Memories::new(
        Arc::new(db.clone()),
        Arc::clone(&live),
        Arc::clone(&clock),
        Arc::clone(&random),
        ids.clone(),
        settings.memory.policy(),
    );
    let reader = settings.documents.reader().context("what reads documents is not found")?;
    let documents = Documents::new(
        Arc::new(db.clone()),
        Arc::new(reader),
        Arc::clone(&live),
        Arc::clone(&clock),
        ids.clone(),
        settings.documents.policy(db.is_sqlite()),
    );
    documents.begin().await.context("documents cannot be read")?;
    let memories = Arc::new(memories);
    let recaller = Recaller::new(
        RecallParts {
            store: Arc::new(db.clone()),
            documents: Arc::new(db.clone()),
            live: Arc::clone(&live),
            embedder: embedders::embedder(&settings, &clock)?,
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
        },
        settings.memory.recall_policy(),
    );
    let parts = ChatParts {
        store: Arc::new(db.clone()),
        live,
        catalog,
        personas: Arc::clone(&personas),
        files: Arc::clone(&files),
        abilities: Arc::new(MemoryAbilities::new(Arc::clone(&memories), recaller.clone())),
        recall: Arc::new(recaller.clone()),
        clock: Arc::clone(&clock),
        ids: ids.clone(),
    };
    let chat = Chat::new(parts, policy);
    let extractions = Arc::new(Extractions::new(
        Arc::clone(&chat),
        Arc::clone(&memories),
        recaller.clone(),
        Arc::clone(&clock),
        settings.memory.extraction_model.clone(),
        Duration::from_secs(settings.memory.extraction_quiet_seconds),
    ));
    let interrupted = chat.recover(true).await?;
    if interrupted > 0 {
        tracing::warn!(
            interrupted,
            "answers were cut off when the server stopped last; what had come is kept"
        );
    }
    let auth = Auth::new(
        Arc::new(db.clone()),
        clock,
        random,
        settings.auth.policy(),
        settings.auth.setup_token.clone(),
    )?;
    let auth = match buckets {
        Some(buckets) => auth.with_shared_buckets(buckets),
        None => auth,
    };

    let stopping = CancellationToken::new();
    persona_files::watch(&personas, folder, stopping.clone());
    let secure = settings.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let mami = Data::new(Mami {
        auth,
        chat,
        personas,
        memories,
        recaller,
        extractions,
        files,
        documents: Arc::new(documents),
        document_uploads: Semaphore::new(DOCUMENTS_AT_ONCE),
        search: Arc::new(Search::new(Arc::new(db.clone()))),
        db,
        ids,
        cookies: Cookies::new(secure, settings.auth.remember_days),
        uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
        exports: Arc::new(Semaphore::new(EXPORTS_AT_ONCE)),
        imports,
        import_places: Arc::new(Semaphore::new(IMPORTS_AT_ONCE)),
        sharing,
        turns: TaskTracker::new(),
        stopping,
        metrics: telemetry::metrics(),
        settings,
    });
    let tasks = TaskTracker::new();
    keep_house(&mami, &tasks);
    let server = listen(listener, mami.clone())?;
    let handle = server.handle();
    Ok(Running { address, server: handle, finished: tokio::spawn(server), mami, tasks })
}

fn listen(listener: TcpListener, mami: Data<Mami>) -> anyhow::Result<actix_web::dev::Server> {
    let settings = &mami.settings.server;
    let workers = match settings.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let app = {
        let mami = mami.clone();
        move || {
            App::new()
                .app_data(mami.clone())
                // Streams and files come with an encoding of their own, and pass.
                .wrap(Compress::default())
                .wrap(from_fn(edge))
                .configure(|config| routes::configure(config, &mami))
        }
    };
    let server = HttpServer::new(app)
        .workers(workers)
        // Without it, a stream of small pieces waits for acknowledgements.
        .tcp_nodelay(true)
        // Without it, a client that hangs up on a quiet stream is never noticed.
        .h1_allow_half_closed(false)
        .disable_signals()
        .shutdown_timeout((settings.shutdown_seconds / 4).max(1))
        .listen(listener)?;
    Ok(server.run())
}

/// The providers, most wanted first: hosted ones, then local ones, then the built-in guide.
fn providers(settings: &Settings, clock: &Arc<dyn Clock>) -> anyhow::Result<Vec<Provider>> {
    let mut providers = Vec::new();
    for (id, provider) in &settings.providers {
        if !provider.is_enabled() {
            continue;
        }
        let (kind, model): (_, Arc<dyn mami_ports::ChatModel>) = match provider.kind {
            ProviderKind::Builtin => {
                (mami_chat::ProviderKind::Builtin, Arc::new(Builtin::new(library(), Builtin::PACE)))
            }
            kind => {
                let connection = provider.connection(id, Arc::clone(clock));
                let Some(model) =
                    connection.with_context(|| format!("the provider {id} cannot be set up"))?
                else {
                    continue;
                };
                let kind = match kind {
                    ProviderKind::Ollama => mami_chat::ProviderKind::Ollama,
                    _ => mami_chat::ProviderKind::Openai,
                };
                (kind, model)
            }
        };
        providers.push(Provider {
            id: id.clone(),
            kind,
            local: provider.local && !hosted(provider.base_url.as_ref()),
            configured: provider.asked_for,
            default_model: provider.default_model.clone(),
            context_length: provider.context_length.unwrap_or(settings.chat.default_context_length),
            roles: provider.roles.clone(),
            max_concurrent: provider.max_concurrent,
            send_reasoning: provider.send_reasoning,
            model,
        });
    }
    providers.sort_by_key(|provider| (provider.kind == mami_chat::ProviderKind::Builtin, provider.local));
    Ok(providers)
}

/// Ollama speaks the same at home and at ollama.com. Who has set `OLLAMA_HOST` to that once must not find private conversations
/// there.
pub(crate) fn hosted(base_url: Option<&url::Url>) -> bool {
    let host = base_url.and_then(url::Url::host_str).unwrap_or_default();
    host == "ollama.com" || host.ends_with(".ollama.com")
}

/// Everybody's personas, and the folder that some of them are in.
fn personas(
    settings: &Settings,
    db: &Db,
    clock: &Arc<dyn Clock>,
    ids: &Ids,
) -> (Arc<Personas>, persona_files::Folder) {
    let mut folder = persona_files::Folder::new(settings.chat.personas_dir.clone());
    let (files, default) = (folder.read(), &settings.chat.default_persona);
    if !files.contains_key(default) {
        tracing::warn!(default, "there is no such persona; who chose none has `mami`");
    }
    let personas = Personas::new(Arc::new(db.clone()), Arc::clone(clock), ids.clone(), files, default);
    (Arc::new(personas), folder)
}

/// What the built-in guide can look up.
fn library() -> Vec<Doc> {
    let pages = [
        ("Using Mami", include_str!("../../../docs/USING.md")),
        ("Settings", include_str!("../../../docs/CONFIGURATION.md")),
    ];
    pages.into_iter().map(|(title, text)| Doc { title: title.to_owned(), text: text.to_owned() }).collect()
}

/// What is to be done now and then as long as the server runs.
fn keep_house(mami: &Data<Mami>, tasks: &TaskTracker) {
    let stopping = mami.stopping.clone();
    let every = |pause: Duration| {
        let mut ticks = tokio::time::interval(pause);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks
    };

    let chat = Arc::clone(&mami.chat);
    tasks.spawn(async move { chat.keep_saving().await });

    let chat = Arc::clone(&mami.chat);
    tasks.spawn(async move {
        if let Err(error) = chat.heed_cancel_requests().await {
            tracing::error!(%error, "answers cannot be stopped from other servers");
        }
    });

    let (chat, token) = (Arc::clone(&mami.chat), stopping.clone());
    let mut ticks = every(Duration::from_secs(mami.settings.chat.models_refresh_seconds));
    tasks.spawn(async move {
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            token.run_until_cancelled(chat.catalog().refresh()).await;
        }
    });

    let (chat, token, mut ticks) = (Arc::clone(&mami.chat), stopping.clone(), every(RECOVER));
    tasks.spawn(async move {
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = chat.recover(false).await {
                tracing::warn!(%error, "abandoned answers could not be looked for");
            }
        }
    });

    let (search, token, mut ticks) = (Arc::clone(&mami.search), stopping.clone(), every(INDEX));
    tasks.spawn(async move {
        match token.run_until_cancelled(search.catch_up()).await {
            Some(Ok(entries @ 1..)) => tracing::info!(entries, "what was said before can be found now"),
            Some(Err(error)) => {
                tracing::warn!(%error, "what was said before could not be indexed; the next start goes on")
            }
            Some(Ok(0)) | None => {}
        }
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = search.keep_up().await {
                tracing::warn!(%error, "what was said cannot be found yet");
            }
        }
    });

    let (extractions, token, mut ticks) =
        (Arc::clone(&mami.extractions), stopping.clone(), every(LOOK_FOR_FACTS));
    tasks.spawn(async move {
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            token.run_until_cancelled(extractions.run_due()).await;
        }
    });

    let (imports, token, mut ticks) = (Arc::clone(&mami.imports), stopping.clone(), every(RECOVER));
    tasks.spawn(async move {
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = imports.recover(false).await {
                tracing::warn!(%error, "abandoned imports could not be looked for");
            }
        }
    });

    for _ in 0..mami.settings.documents.extract_at_once {
        tasks.spawn(Arc::clone(&mami.documents).work());
    }

    let (house, token, mut ticks) = (mami.clone(), stopping, every(SWEEP));
    tasks.spawn(async move {
        while token.run_until_cancelled(ticks.tick()).await.is_some() {
            match house.auth.sweep().await {
                Ok(0) => {}
                Ok(sessions) => tracing::debug!(sessions, "removed sessions that had ended"),
                Err(error) => tracing::warn!(%error, "what is over could not be removed"),
            }
            match house.files.sweep().await {
                Ok(0) => {}
                Ok(files) => tracing::debug!(files, "removed files that were in no message"),
                Err(error) => tracing::warn!(%error, "files that are in no message could not be removed"),
            }
        }
    });
}

impl Running {
    /// The address to open in a browser on this machine.
    pub fn url(&self) -> String {
        match &self.mami.settings.server.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None if self.address.ip().is_unspecified() => format!("http://127.0.0.1:{}", self.address.port()),
            None => format!("http://{}", self.address),
        }
    }

    /// Stops: running answers are told and saved, streams end, connections close, the database is closed.
    pub async fn stop(self) {
        // Answers first, while those who follow them are still connected.
        self.mami.chat.stop();
        self.mami.imports.stop();
        self.mami.documents.stop();
        self.mami.turns.close();
        // Half of the time for answers to end, a quarter each for connections and upkeep.
        let quarter = Duration::from_secs(self.mami.settings.server.shutdown_seconds) / 4;
        if tokio::time::timeout(quarter * 2, self.mami.turns.wait()).await.is_err() {
            tracing::warn!("some answers did not end in time; the next start ends them as interrupted");
        }
        self.mami.stopping.cancel();
        self.tasks.close();
        self.server.stop(true).await;
        if let Ok(Err(error)) = self.finished.await {
            tracing::warn!(%error, "the server did not end well");
        }
        if tokio::time::timeout(quarter, self.tasks.wait()).await.is_err() {
            tracing::debug!("some upkeep was cut short");
        }
        self.mami.db.clone().close().await;
    }
}

/// Says where to go, on the standard output, where it is read by people and by programs that start Mami.
async fn greet(running: &Running) -> anyhow::Result<()> {
    let url = running.url();
    tracing::info!(address = %running.address, "listening");
    if running.mami.auth.needs_owner().await? {
        let token = running.mami.auth.setup_token().expose_secret().to_owned();
        println!("\n  Mami is ready. To become its owner, open\n\n    {url}/setup?token={token}\n");
    } else {
        println!("\n  Mami is ready at {url}\n");
    }
    Ok(())
}

async fn terminated() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            done = tokio::signal::ctrl_c() => done,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::hosted;

    #[test]
    fn ollama_com_is_not_this_machine() {
        let at = |url: &str| hosted(Some(&url.parse().unwrap()));
        assert!(at("https://ollama.com") && at("https://OLLAMA.com:443/api") && at("https://eu.ollama.com"));
        assert!(!at("http://127.0.0.1:11434") && !at("http://notollama.com") && !hosted(None));
    }
}
