//! `mami doctor`

mod embedder;
mod machine;
mod models;
mod proxy;

use std::{process::ExitCode, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use mami_live::OverRedis;
use mami_ports::{Clock, SystemClock};
use mami_storage::{Access, Db, Target};
use reqwest::redirect;
use secrecy::ExposeSecret as _;

use crate::settings::{Loaded, Settings, SettingsFaults};

/// Checks everything, prints what it finds, and fails when something is broken.
pub(super) async fn run(loaded: Result<Loaded, SettingsFaults>) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    match loaded {
        Err(faults) => {
            for fault in faults.0 {
                report.broken(
                    "settings",
                    &format!("{} {}", fault.setting, fault.problem),
                    "see docs/CONFIGURATION.md",
                );
            }
        }
        Ok(Loaded { settings, origins }) => {
            report.well("settings", &format!("valid; {} of them set by you", origins.len()));
            let clock: Arc<dyn Clock> = Arc::new(SystemClock);
            let http = reqwest::Client::builder()
                .connect_timeout(Duration::from_secs(5))
                .timeout(Duration::from_secs(15))
                .redirect(redirect::Policy::none())
                .no_proxy()
                .build()?;
            machine::data_folder(&settings, &mut report);
            database(&settings, &mut report).await;
            redis(&settings, &mut report).await;
            let dates = models::check(&settings, &clock, &http, &mut report).await;
            embedder::check(&settings, &clock, &mut report).await;
            machine::clock(&settings, clock.now(), &dates, &mut report);
            proxy::check(&settings, &http, &mut report).await;
        }
    }
    println!("\n{}", if report.broken { "Something is broken." } else { "Mami can run." });
    Ok(if report.broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What was found; printed as it comes, since some checks take their time.
#[derive(Debug, Default)]
struct Report {
    broken: bool,
}

impl Report {
    fn well(&mut self, what: &str, found: &str) {
        println!("well    {what}: {found}");
    }

    fn hint(&mut self, what: &str, found: &str, mend: &str) {
        println!("hint    {what}: {found}");
        Self::mend(mend);
    }

    fn broken(&mut self, what: &str, found: &str, mend: &str) {
        self.broken = true;
        println!("BROKEN  {what}: {found}");
        Self::mend(mend);
    }

    fn mend(mend: &str) {
        for line in mend.lines() {
            println!("          {line}");
        }
    }
}

/// A time that a server told, and when it did.
struct Told {
    who: String,
    theirs: DateTime<Utc>,
    ours: DateTime<Utc>,
}

async fn database(settings: &Settings, report: &mut Report) {
    let mut config = match settings.db_config() {
        Ok(config) => config,
        Err(error) => {
            return report.broken("database", &error.to_string(), "set DATABASE_URL, or leave it out");
        }
    };
    let name = config.target.to_string();
    if let Target::Sqlite { path, create } = &mut config.target {
        if *create && !path.exists() {
            return report.hint(
                "database",
                &format!("{name}, is not there yet"),
                "It is made when Mami starts.",
            );
        }
        *create = false;
    }
    let mend = "Check DATABASE_URL or MAMI_DATA_DIR, that the server runs, and that this user may use it.";
    let db = match Db::connect(&config, Access::Tool).await {
        Ok(db) => db,
        Err(error) => return report.broken("database", &format!("{name}: {error}"), mend),
    };
    match db.pending_migrations().await {
        Ok(steps) if steps.is_empty() => report.well("database", &format!("{name}, up to date")),
        Ok(steps) => report.hint(
            "database",
            &format!("{name}, lacks {}", steps.join(", ")),
            "`mami migrate` does that, and so does the next start.",
        ),
        Err(error) => report.broken("database", &format!("{name}: {error}"), mend),
    }
    db.close().await;
}

async fn redis(settings: &Settings, report: &mut Report) {
    let Some(url) = &settings.redis.url else { return };
    match OverRedis::connect(url.expose_secret()).await {
        Ok(_) => report.well("redis", "answers"),
        Err(error) => report.broken(
            "redis",
            &error.to_string(),
            "Start it, correct REDIS_URL, or leave REDIS_URL out: one server alone needs no Redis.",
        ),
    }
}
