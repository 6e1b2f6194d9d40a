//! The machine: the data folder, its disk, the clock.

use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use mami_storage::Target;

use super::{Report, Told};
use crate::settings::Settings;

const GIB: u64 = 1 << 30;

/// Whether the data folder can be used, and how much room there is.
pub(super) fn data_folder(settings: &Settings, report: &mut Report) {
    let folder = &settings.data_dir;
    let name = folder.display();
    // What is not there yet will be made in the nearest folder that is.
    let existing = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    let existing = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
    if let Err(error) = try_write(existing) {
        let mend =
            format!("Let the user that runs Mami write there: chown -R <user> {name}; or set MAMI_DATA_DIR.");
        return report.broken(
            "data folder",
            &format!("{} cannot be written: {error}", existing.display()),
            &mend,
        );
    }
    if folder.exists() {
        report.well("data folder", &format!("{name}, can be written"));
    } else {
        report.well("data folder", &format!("{name} is not there yet and can be made"));
    }
    match rustix::fs::statvfs(existing) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let found = format!("{}.{} GiB free", free / GIB, free % GIB * 10 / GIB);
            if free < GIB {
                report.hint("disk", &found, "Make room: without any, Mami can read but save nothing.");
            } else {
                report.well("disk", &found);
            }
        }
        Err(error) => report.hint("disk", &format!("the free space is not known: {error}"), ""),
    }
}

/// Makes and removes a file.
fn try_write(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Err(ErrorKind::NotADirectory.into());
    }
    let file = folder.join(format!(".mami-doctor-{}", std::process::id()));
    fs::OpenOptions::new().write(true).create_new(true).open(&file)?;
    fs::remove_file(&file)
}

/// Whether the clock can be right, given when the database was written and what time others have.
pub(super) fn clock(settings: &Settings, now: DateTime<Utc>, told: &[Told], report: &mut Report) {
    const MEND: &str = "Let the machine keep its clock: timedatectl set-ntp true";
    const MUCH: TimeDelta = TimeDelta::seconds(60);
    let shown = now.format("%Y-%m-%d %H:%M:%S UTC");
    if now.year() < 2026 {
        return report.broken("clock", &format!("{shown} cannot be"), MEND);
    }
    if let Ok(Target::Sqlite { path, .. }) = settings.db_config().map(|config| config.target)
        && let Ok(written) = fs::metadata(&path).and_then(|file| file.modified()).map(DateTime::<Utc>::from)
        && written - now > MUCH
    {
        return report.hint("clock", &format!("{shown}, but the database was written later than that"), MEND);
    }
    for Told { who, theirs, ours } in told {
        let ahead = *ours - *theirs;
        if ahead.abs() > MUCH {
            let way = if ahead > TimeDelta::zero() { "ahead of" } else { "behind" };
            let found = format!("{shown}, {} seconds {way} {who}", ahead.abs().num_seconds());
            return report.hint("clock", &found, MEND);
        }
    }
    let like = told.first().map(|told| format!(", as {} has it", told.who)).unwrap_or_default();
    report.well("clock", &format!("{shown}{like}"));
}
