//! `mami migrate`

use mami_storage::{Access, Db};

use crate::settings::Settings;

/// Brings the schema up to date and says what was done.
pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let db = Db::connect(&settings.db_config()?, Access::Tool).await?;
    let steps = db.migrate().await?;
    if steps.is_empty() {
        println!("The database is up to date.");
    }
    for step in steps {
        println!("done: {step}");
    }
    db.close().await;
    Ok(())
}
