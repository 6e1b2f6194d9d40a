//! Fetching a model from a scripted hub.
#![cfg(feature = "pull")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, in its supporting functions too"
)]

#[path = "sentences/tiny.rs"]
#[expect(dead_code, reason = "the other tests use the rest of it")]
mod tiny;

use std::{collections::BTreeMap, fs, path::Path};

use mami_embed::{
    Options, SentenceModel,
    hub::{Hub, PullError},
};
use mami_upstream::{Hub as Repository, HubFault, Script, Upstream};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tiny::Tiny;

const NAME: &str = "somebody/tiny";
const LARGE: [&str; 2] = ["model.safetensors", "tokenizer.json"];

/// A sound repository, with a file that nobody needs.
fn repository() -> Repository {
    let tiny = Tiny::multilingual("bert");
    let mut files: BTreeMap<String, _> =
        ["config.json", "modules.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"]
            .into_iter()
            .map(|path| (path.to_owned(), fs::read(tiny.path.join(path)).unwrap().into()))
            .collect();
    let sum = |path: &str| Sha256::digest(&files[path]).iter().map(|byte| format!("{byte:02x}")).collect();
    let large = LARGE.into_iter().map(|path| (path.to_owned(), sum(path))).collect();
    files.insert("pytorch_model.bin".to_owned(), "not wanted".into());
    Repository::new(NAME, files, large)
}

/// Pulls what a hub has, and tells the folder of models, what came of it and what the hub was asked for.
async fn pull(hub: Repository, models: &Path) -> (Result<(), PullError>, Vec<String>) {
    let upstream = Upstream::start(Script { hub, ..Script::default() }).await.unwrap();
    let hub = Hub::new(upstream.url("/").parse().unwrap()).unwrap();
    let (mut last, mut all) = (0, 0);
    let pulled = hub
        .pull(NAME, "main", models, &mut |progress| (last, all) = (progress.done, progress.all))
        .await
        .map(|path| assert_eq!(path, models.join("somebody--tiny")));
    if pulled.is_ok() {
        assert!(all > 0 && last == all, "{last} of {all}");
    }
    (pulled, upstream.received().into_iter().map(|received| received.what).collect())
}

fn usable(models: &Path) {
    SentenceModel::open(&models.join("somebody--tiny"), Options::default()).unwrap();
    let names: Vec<_> = fs::read_dir(models).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["somebody--tiny"], "and nothing else is left");
}

fn models() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[tokio::test]
async fn what_is_needed_is_fetched_and_nothing_else() {
    let models = models();
    let (pulled, asked) = pull(repository(), models.path()).await;
    pulled.unwrap();
    usable(models.path());
    assert!(asked.iter().any(|what| what == "GET /cdn/model.safetensors"), "{asked:?}");
    assert!(!asked.iter().any(|what| what.contains("pytorch_model.bin")), "{asked:?}");
    assert!(!models.path().join("somebody--tiny/pytorch_model.bin").exists());
    // Once more: in its place until the new one is whole.
    pull(repository(), models.path()).await.0.unwrap();
    usable(models.path());
}

#[tokio::test]
async fn what_breaks_off_is_gone_on_with() {
    let models = models();
    let mut hub = repository();
    hub.fault = Some(HubFault::Cut(2));
    let upstream = Upstream::start(Script { hub, ..Script::default() }).await.unwrap();
    let hub = Hub::new(upstream.url("/").parse().unwrap()).unwrap();
    hub.pull(NAME, "main", models.path(), &mut |_| {}).await.unwrap();
    usable(models.path());
    let mut ranges: Vec<String> = upstream
        .received()
        .into_iter()
        .flat_map(|received| received.headers)
        .filter(|(name, _)| name == "range")
        .map(|(_, range)| range)
        .collect();
    // The hub and the store that it sends one to are both told.
    ranges.dedup();
    assert_eq!(ranges.len(), 2, "{ranges:?}");
    assert!(ranges.iter().all(|range| range != "bytes=0-"), "{ranges:?}");
}

#[tokio::test]
async fn the_next_attempt_goes_on_where_the_last_one_gave_up() {
    let models = models();
    let mut hub = repository();
    hub.fault = Some(HubFault::Cut(100));
    let (failed, _) = pull(hub, models.path()).await;
    assert!(matches!(failed, Err(PullError::Unreachable(_))), "{failed:?}");
    assert!(!models.path().join("somebody--tiny").exists());
    assert_eq!(mami_embed::shelf::list(models.path()).unwrap(), [""; 0], "half a model is no model");
    pull(repository(), models.path()).await.0.unwrap();
    usable(models.path());
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_comes_from_its_beginning() {
    let models = models();
    let mut hub = repository();
    hub.fault = Some(HubFault::Changed);
    pull(hub, models.path()).await.0.unwrap();
    usable(models.path());
}

#[tokio::test]
async fn a_wrong_checksum_is_told_and_nothing_is_left_in_place() {
    let models = models();
    let mut hub = repository();
    hub.large.insert("model.safetensors".to_owned(), "00".repeat(32));
    let (failed, _) = pull(hub, models.path()).await;
    let told = failed.unwrap_err().to_string();
    assert!(told.contains("model.safetensors is not what the hub says: its SHA-256 is"), "{told}");
    assert!(!models.path().join("somebody--tiny").exists());
    let left = models.path().join(".somebody--tiny.coming");
    assert!(!left.join("model.safetensors").exists() && !left.join("model.safetensors.part").exists());
    pull(repository(), models.path()).await.0.unwrap();
    usable(models.path());
}

#[tokio::test]
async fn what_is_no_model_is_refused() {
    let models = models();
    let mut other = repository();
    other.repository = "somebody/else".to_owned();
    let (failed, _) = pull(other, models.path()).await;
    assert!(matches!(failed, Err(PullError::Refused { status: 404, .. })), "{failed:?}");

    let mut lacking = repository();
    lacking.files.remove("model.safetensors");
    let (failed, _) = pull(lacking, models.path()).await;
    assert!(matches!(failed, Err(PullError::Lacks("model.safetensors"))), "{failed:?}");

    let mut unknown = repository();
    unknown.files.insert("config.json".to_owned(), "{\"model_type\": \"mpnet\"}".into());
    let (failed, _) = pull(unknown, models.path()).await;
    assert!(matches!(failed, Err(PullError::Model(_))), "{failed:?}");
    assert_eq!(fs::read_dir(models.path()).unwrap().count(), 0);

    let hub = Hub::new("http://127.0.0.1:9/".parse().unwrap()).unwrap();
    let failed = hub.pull("../../etc", "main", models.path(), &mut |_| {}).await;
    assert!(matches!(failed, Err(PullError::Name(_))), "{failed:?}");
}
