//! `mami models`: the models that run within Mami.

use std::{fs, io::Write as _, path::Path, time::Duration};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use mami_embed::{
    Options, SentenceModel,
    hub::{Hub, Progress},
    shelf,
};
use tokio::time::Instant;

use crate::{embedders::models_dir, settings::Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show the recommended models and those that are here
    List,
    /// Fetch a model from the hub; what broke off is gone on with
    Pull {
        /// A recommended model's name, or organisation/name
        #[arg(default_value = "all-MiniLM-L6-v2")]
        name: String,
        /// A branch, tag or commit of the model's repository
        #[arg(long, default_value = "main")]
        revision: String,
    },
    /// Remove a model that is here
    Remove {
        /// Its name, as the list shows it
        name: String,
    },
}

/// Does what was asked, beside a running server or without one.
pub(super) async fn run(command: Command, settings: &Settings) -> anyhow::Result<()> {
    let models = models_dir(settings);
    match command {
        Command::List => list(&models, &settings.memory.local_model),
        Command::Pull { name, revision } => pull(&name, &revision, &models, settings).await,
        Command::Remove { name } => remove(&name, &models),
    }
}

fn list(models: &Path, chosen: &str) -> anyhow::Result<()> {
    let here = shelf::list(models).with_context(|| format!("{} cannot be read", models.display()))?;
    let chosen = shelf::find(models, chosen);
    println!("In {}:", models.display());
    for name in &here {
        let state = match SentenceModel::open(&models.join(name), Options::default()) {
            Ok(model) => format!("{} numbers a vector", model.dimension()),
            Err(error) => format!("cannot be run: {error}"),
        };
        let mark = if models.join(name) == chosen { " (memory.local_model)" } else { "" };
        println!("  {name}{mark}: {state}");
    }
    if here.is_empty() {
        println!("  none");
    }
    println!("\nRecommended, to fetch with `mami models pull NAME`:");
    for model in shelf::RECOMMENDED {
        println!("  {} ({} MB): {}", model.repository, model.megabytes, model.about);
    }
    Ok(())
}

async fn pull(name: &str, revision: &str, models: &Path, settings: &Settings) -> anyhow::Result<()> {
    let hub = settings.memory.hub_url.clone().context("memory.hub_url is not set")?;
    let mut shown: Option<Instant> = None;
    let mut show = |progress: Progress<'_>| {
        let now = Instant::now();
        let soon = shown.is_some_and(|shown| now.duration_since(shown) < Duration::from_millis(500));
        if soon && progress.done < progress.all {
            return;
        }
        shown = Some(now);
        let percent = (progress.done * 100).checked_div(progress.all).unwrap_or(100);
        eprint!(
            "\r\x1b[K{percent:3} %  {} of {} MB  {}",
            progress.done >> 20,
            progress.all >> 20,
            progress.file
        );
        // Progress that cannot be shown is no reason to stop.
        let _ = std::io::stderr().flush();
    };
    let pulled = Hub::new(hub)?.pull(name, revision, models, &mut show).await;
    eprintln!();
    println!("{} is there.", pulled?.display());
    if settings.memory.embedder != "local" {
        println!("To use it, set MAMI_MEMORY__EMBEDDER=local and MAMI_MEMORY__LOCAL_MODEL={name}");
    }
    Ok(())
}

fn remove(name: &str, models: &Path) -> anyhow::Result<()> {
    let directory = shelf::find(models, name);
    // A path is somebody else's; only what lies in the folder itself is removed.
    if directory.parent() != Some(models) || !directory.is_dir() {
        bail!("there is no model {name} in {}", models.display());
    }
    fs::remove_dir_all(&directory).with_context(|| format!("{} cannot be removed", directory.display()))?;
    println!("{} is gone.", directory.display());
    Ok(())
}
