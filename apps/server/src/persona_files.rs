//! Personas that are files: those inside of the binary, and those in a folder that is watched.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Weak,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, SystemTime},
};

use mami_chat::personas::{
    FilePersona, LineFault, PersonaFile, Personas,
    file::{MAX_FILE, is_stem},
};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio_util::sync::CancellationToken;

/// The personas that are part of Mami.
const SHIPPED: [(&str, &str); 5] = [
    ("mami", include_str!("../../../config/personas/mami.toml")),
    ("pair", include_str!("../../../config/personas/pair.toml")),
    ("translator", include_str!("../../../config/personas/translator.toml")),
    ("tutor", include_str!("../../../config/personas/tutor.toml")),
    ("writer", include_str!("../../../config/personas/writer.toml")),
];

/// The most files of a folder that are read.
const MOST: usize = 200;
/// Whoever saves a file writes more than once: it is read when it was left alone for so long.
const QUIET: Duration = Duration::from_millis(150);
/// A folder that never comes to rest is read nevertheless after so many of these.
const PATIENCE: u32 = 10;
/// How often the folder is looked at that says nothing by itself: it is missing, or on a disk that tells of no changes.
const LOOK: Duration = Duration::from_secs(2);

/// The personas that are part of Mami.
fn shipped() -> BTreeMap<String, FilePersona> {
    SHIPPED
        .iter()
        .filter_map(|(stem, text)| {
            let file = PersonaFile::parse(text).ok()?;
            Some(((*stem).to_owned(), FilePersona { stem: (*stem).to_owned(), file, shipped: true }))
        })
        .collect()
}

/// A folder of personas.
pub struct Folder {
    path: PathBuf,
    /// The last good state of each file that is there, by its name without the ending.
    good: BTreeMap<String, PersonaFile>,
    /// What was said of files, so that each thing is said once.
    told: BTreeSet<(String, String)>,
    /// What the folder looked like when it was read last.
    seen: Seen,
}

/// Names, times and sizes.
type Seen = Vec<(OsString, Option<SystemTime>, u64)>;

impl Folder {
    /// The folder at this path, which may be missing. Nothing is read yet.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, good: BTreeMap::new(), told: BTreeSet::new(), seen: Seen::new() }
    }

    /// All personas that are files: those of Mami, and those of the folder in their place or beside them. What is wrong with a file
    /// is logged; its last good state counts on.
    pub fn read(&mut self) -> BTreeMap<String, FilePersona> {
        self.seen = self.look();
        let mut told = BTreeSet::new();
        match self.files() {
            Ok(files) => {
                let mut good = BTreeMap::new();
                for (name, path) in files {
                    match self.file(&name, &path) {
                        Ok((stem, file)) => {
                            good.insert(stem, file);
                        }
                        Err(faults) => {
                            told.extend(faults.into_iter().map(|fault| (name.clone(), fault)));
                            let stem = name.trim_end_matches(".toml");
                            if let Some((stem, file)) = self.good.remove_entry(stem) {
                                good.insert(stem, file);
                            }
                        }
                    }
                }
                self.good = good;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.good.clear(),
            // It may be back in a moment: what was read stays.
            Err(error) => {
                told.insert((String::new(), format!("the folder cannot be read: {error}")));
            }
        }
        for (name, fault) in told.difference(&self.told) {
            let file = self.path.join(name);
            tracing::warn!(file = %file.display(), "a persona was not taken over: {fault}");
        }
        self.told = told;

        let mut all = shipped();
        for (stem, file) in &self.good {
            // A copy of what is part of Mami is nothing else.
            let same = all.get(stem).is_some_and(|shipped| shipped.file == *file);
            let persona = FilePersona { stem: stem.clone(), file: file.clone(), shipped: same };
            all.insert(stem.clone(), persona);
        }
        all
    }

    /// Whether the folder looks otherwise than when it was read.
    fn changed(&self) -> bool {
        self.look() != self.seen
    }

    fn look(&self) -> Seen {
        let mut seen: Seen = self
            .files()
            .unwrap_or_default()
            .into_iter()
            .map(|(name, path)| {
                let about = fs::metadata(path).ok();
                let time = about.as_ref().and_then(|about| about.modified().ok());
                (name.into(), time, about.map_or(0, |about| about.len()))
            })
            .collect();
        seen.sort();
        seen
    }

    /// The files whose names say that they are personas.
    fn files(&self) -> io::Result<Vec<(String, PathBuf)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            // What begins with a dot is an editor's.
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") && !name.starts_with('.') {
                files.push((name, entry.path()));
            }
        }
        files.sort();
        files.truncate(MOST);
        Ok(files)
    }

    fn file(&self, name: &str, path: &Path) -> Result<(String, PersonaFile), Vec<String>> {
        let stem = name.strip_suffix(".toml").filter(|stem| is_stem(stem)).ok_or_else(|| {
            vec!["its name must be 1 to 64 of the characters a-z, 0-9, - and _, and .toml".to_owned()]
        })?;
        let text = self.text(path).map_err(|fault| vec![fault])?;
        let words = |faults: Vec<LineFault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        Ok((stem.to_owned(), PersonaFile::parse(text.trim_start_matches('\u{feff}')).map_err(words)?))
    }

    fn text(&self, path: &Path) -> Result<String, String> {
        let unreadable = |error: io::Error| format!("it cannot be read: {error}");
        let folder = self.path.canonicalize().map_err(unreadable)?;
        let real = path.canonicalize().map_err(unreadable)?;
        if !real.starts_with(&folder) {
            return Err("it is a link that leads out of the folder".to_owned());
        }
        // Before it is opened: opening a pipe would wait for its other end.
        if !fs::metadata(&real).map_err(unreadable)?.is_file() {
            return Err("it is no file".to_owned());
        }
        let most = u64::try_from(MAX_FILE).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let file = fs::File::open(&real).map_err(unreadable)?;
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() > MAX_FILE {
            return Err(format!("it has more than {MAX_FILE} bytes"));
        }
        String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())
    }
}

/// Keeps the personas as the folder has them, in a thread of its own, until the server stops.
pub fn watch(personas: &Arc<Personas>, folder: Folder, stopping: CancellationToken) {
    let personas = Arc::downgrade(personas);
    let thread = thread::Builder::new().name("personas".to_owned());
    if let Err(error) = thread.spawn(move || keep_up(&personas, folder, &stopping)) {
        tracing::warn!(%error, "the folder of personas is not watched");
    }
}

fn keep_up(personas: &Weak<Personas>, mut folder: Folder, stopping: &CancellationToken) {
    let (wake, waked) = mpsc::channel();
    let mut watcher = listen(&folder.path, &wake);
    while !stopping.is_cancelled() {
        let told = match waked.recv_timeout(LOOK) {
            Ok(()) => {
                settle(&waked);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            // It cannot be: one end is ours.
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let changed = folder.changed();
        if changed && !told {
            // Nobody told: the folder is another one than before, or nobody listens.
            drop(watcher.take());
        }
        if watcher.is_none() && folder.path.is_dir() {
            watcher = listen(&folder.path, &wake);
        }
        let Some(personas) = personas.upgrade() else { return };
        if changed || told {
            personas.put_files(folder.read());
        }
    }
}

/// Waits until nothing more comes.
fn settle(waked: &Receiver<()>) {
    for _ in 0..PATIENCE {
        if waked.recv_timeout(QUIET).is_err() {
            return;
        }
        while waked.try_recv().is_ok() {}
    }
}

/// Has it said when something changes in the folder. Where that is not possible, it is looked at now and then.
fn listen(path: &Path, wake: &Sender<()>) -> Option<RecommendedWatcher> {
    let wake = wake.clone();
    let tell = move |event: notify::Result<notify::Event>| {
        // Who reads a file, as we do, changes nothing.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = wake.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(tell)
        .inspect_err(|error| tracing::debug!(%error, "no changes of files are told here"))
        .ok()?;
    watcher.watch(path, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("personas"));
        fs::create_dir(&folder.path).unwrap();
        (dir, folder)
    }

    fn write(folder: &Folder, name: &str, text: &str) {
        fs::write(folder.path.join(name), text).unwrap();
    }

    fn names(folder: &mut Folder) -> Vec<String> {
        let own = |persona: &FilePersona| !persona.shipped;
        folder.read().into_values().filter(own).map(|persona| persona.file.character.name).collect()
    }

    #[test]
    fn every_file_that_is_shipped_is_in_the_binary_and_whole() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/personas");
        let mut stems: Vec<String> = fs::read_dir(&path)
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
            .collect();
        stems.sort();
        assert_eq!(stems, SHIPPED.map(|(stem, _)| stem));
        for (stem, text) in SHIPPED {
            let file = PersonaFile::parse(text).unwrap_or_else(|faults| panic!("{stem}: {faults:?}"));
            let lines = file.character.system_prompt.trim().lines().count();
            assert!((8..=20).contains(&lines), "{stem} has {lines} lines");
            assert!(file.character.system_prompt.contains("{{user}}"), "{stem}");
            let tags: Vec<_> = file.locales.keys().map(String::as_str).collect();
            assert_eq!(tags, ["de", "es", "fr", "tr"], "{stem}");
            for tag in ["en", "de", "es", "fr", "tr"] {
                let shown = file.localized(Some(tag));
                assert_eq!(shown.openers.len(), 4, "{stem} {tag}");
                assert!(!shown.greeting.is_empty() && !shown.description.is_empty(), "{stem} {tag}");
                assert!(tag == "en" || shown.greeting != file.character.greeting, "{stem} {tag}");
            }
        }
        // The same files in a folder are the same personas.
        assert!(Folder::new(path).read().into_values().all(|persona| persona.shipped));
    }

    #[test]
    fn the_example_of_the_manual_is_a_persona() {
        let manual = include_str!("../../../config/personas/README.md");
        let example = manual.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let file = PersonaFile::parse(example).unwrap();
        assert_eq!(file.localized(Some("de")).name, "Kapitän");
    }

    #[test]
    fn a_folder_that_is_missing_is_fine() {
        let mut folder = Folder::new("/nonexistent/personas".into());
        assert_eq!(folder.read().len(), SHIPPED.len());
        assert!(!folder.changed() && folder.told.is_empty());
    }

    #[test]
    fn a_file_takes_the_place_of_a_shipped_one_and_gives_it_back() {
        let (_dir, mut folder) = folder();
        write(&folder, "tutor.toml", "name = 'Professor'");
        write(&folder, "captain.toml", "\u{feff}name = 'Captain'");
        assert_eq!(names(&mut folder), ["Captain", "Professor"]);
        assert_eq!(folder.read().len(), SHIPPED.len() + 1);
        assert!(!folder.changed());
        fs::remove_file(folder.path.join("tutor.toml")).unwrap();
        assert!(folder.changed());
        assert_eq!(names(&mut folder), ["Captain"]);
        assert_eq!(folder.read()["tutor"].file.character.name, "Tutor");
        fs::remove_dir_all(&folder.path).unwrap();
        assert!(names(&mut folder).is_empty());
    }

    #[test]
    fn a_broken_file_keeps_its_last_good_state_and_is_told_of_once() {
        let (_dir, mut folder) = folder();
        write(&folder, "captain.toml", "name = 'Captain'");
        write(&folder, "never.toml", "name = 'x'\nnmae = 'y'");
        assert_eq!(names(&mut folder), ["Captain"]);
        let told = |folder: &Folder| {
            folder.told.iter().map(|(name, fault)| format!("{name}: {fault}")).collect::<Vec<_>>()
        };
        assert_eq!(told(&folder), ["never.toml: line 2: a persona has no `nmae`"]);
        for broken in ["name = 'Captain'\nmodel = 'x'", "name", "", "\u{0}"] {
            write(&folder, "captain.toml", broken);
            assert_eq!(names(&mut folder), ["Captain"], "{broken}");
            assert!(told(&folder)[0].starts_with("captain.toml: line "), "{:?}", told(&folder));
        }
        write(&folder, "captain.toml", "name = 'Kapitän'");
        assert_eq!(names(&mut folder), ["Kapitän"]);
        assert_eq!(told(&folder).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_and_what_is_no_small_text_are_left_alone() {
        use std::os::unix::fs::symlink;

        let (dir, mut folder) = folder();
        let secret = dir.path().join("secret.toml");
        fs::write(&secret, "name = 'Secret'").unwrap();
        symlink(&secret, folder.path.join("out.toml")).unwrap();
        symlink("../secret.toml", folder.path.join("around.toml")).unwrap();
        symlink("/dev/zero", folder.path.join("zero.toml")).unwrap();
        symlink("loop.toml", folder.path.join("loop.toml")).unwrap();
        symlink("nothing", folder.path.join("nothing.toml")).unwrap();
        fs::create_dir(folder.path.join("folder.toml")).unwrap();
        write(&folder, "big.toml", &format!("name = 'Big' # {}", "x".repeat(MAX_FILE)));
        fs::write(folder.path.join("latin.toml"), b"name = '\xe4'").unwrap();
        write(&folder, "Upper.toml", "name = 'Upper'");
        write(&folder, "notes.txt", "no persona");
        write(&folder, ".#captain.toml", "an editor's");
        // A link within the folder is as good as a file: so volumes are mounted.
        fs::create_dir(folder.path.join("..data")).unwrap();
        write(&folder, "..data/captain.toml", "name = 'Captain'");
        symlink("..data/captain.toml", folder.path.join("captain.toml")).unwrap();
        assert_eq!(names(&mut folder), ["Captain"]);
        let told: Vec<_> = folder.told.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "Upper.toml",
            "around.toml",
            "big.toml",
            "folder.toml",
            "latin.toml",
            "loop.toml",
            "nothing.toml",
            "out.toml",
            "zero.toml",
        ];
        assert_eq!(told, expected);
        assert!(!folder.told.iter().any(|(_, fault)| fault.contains("Secret")));
    }
}
