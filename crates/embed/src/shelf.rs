//! The folder that models lie in, and the models that are recommended.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// A model that is known to work well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recommended {
    /// Where it is on the hub: `organisation/name`.
    pub repository: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// About how many million bytes are fetched.
    pub megabytes: u32,
}

/// The smallest first.
pub const RECOMMENDED: [Recommended; 3] = [
    Recommended {
        repository: "sentence-transformers/all-MiniLM-L6-v2",
        about: "English; small and fast",
        megabytes: 92,
    },
    Recommended {
        repository: "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        about: "more than 50 languages; good at sentences that mean the same",
        megabytes: 480,
    },
    Recommended {
        repository: "intfloat/multilingual-e5-small",
        about: "about 100 languages; good at questions and their answers",
        megabytes: 490,
    },
];

/// The repository that is meant: `organisation/name`, or the name alone of a recommended one.
#[must_use]
pub fn repository(named: &str) -> Option<&str> {
    let fits = |part: &str| {
        !part.is_empty()
            && part.len() <= 96
            && !part.starts_with('.')
            && !part.contains("--")
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    match named.split_once('/') {
        Some((organisation, name)) => (fits(organisation) && fits(name)).then_some(named),
        None => RECOMMENDED.iter().map(|model| model.repository).find(|repository| {
            repository.split_once('/').is_some_and(|(_, name)| name.eq_ignore_ascii_case(named))
        }),
    }
}

/// The name of a repository's directory.
#[must_use]
pub fn directory_name(repository: &str) -> String {
    repository.replace('/', "--")
}

/// The models that lie in a folder, by the names of their directories.
///
/// # Errors
/// When the folder is there but cannot be read.
pub fn list(models: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(models) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What begins with a dot is on its way.
        if !name.starts_with('.') && entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Where a model is, named as people name it: by its directory in the folder, with the organisation before it or without, by
/// its repository, or by a path.
#[must_use]
pub fn find(models: &Path, named: &str) -> PathBuf {
    let path = Path::new(named);
    if named.matches('/').count() == 1 && repository(named).is_some() {
        let directory = models.join(directory_name(named));
        if directory.is_dir() || !path.is_dir() {
            return directory;
        }
    }
    let mut parts = path.components();
    if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
        return path.to_owned();
    }
    let directory = models.join(named);
    if directory.is_dir() {
        return directory;
    }
    let alike =
        |name: &String| name.split_once("--").is_some_and(|(_, name)| name.eq_ignore_ascii_case(named));
    list(models).unwrap_or_default().into_iter().find(alike).map_or(directory, |name| models.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_the_names_that_people_use() {
        let root = tempfile::tempdir().unwrap();
        let models = root.path();
        let minilm = models.join("sentence-transformers--all-MiniLM-L6-v2");
        fs::create_dir_all(&minilm).unwrap();
        fs::create_dir_all(models.join("own")).unwrap();
        fs::create_dir_all(models.join(".half--way")).unwrap();
        for name in [
            "all-MiniLM-L6-v2",
            "all-minilm-l6-v2",
            "sentence-transformers--all-MiniLM-L6-v2",
            "sentence-transformers/all-MiniLM-L6-v2",
        ] {
            assert_eq!(find(models, name), minilm, "{name}");
        }
        assert_eq!(find(models, "own"), models.join("own"));
        assert_eq!(find(models, "/elsewhere/model"), Path::new("/elsewhere/model"));
        assert_eq!(find(models, "./model"), Path::new("./model"));
        assert_eq!(find(models, "absent"), models.join("absent"));
        assert_eq!(list(models).unwrap(), ["own", "sentence-transformers--all-MiniLM-L6-v2"]);
        assert_eq!(list(&models.join("absent")).unwrap(), [""; 0]);
    }

    #[test]
    fn a_repository_is_two_plain_words_or_a_recommended_name() {
        assert_eq!(repository("multilingual-E5-small"), Some("intfloat/multilingual-e5-small"));
        assert_eq!(repository("some/model-1.0_x"), Some("some/model-1.0_x"));
        for wrong in ["unheard-of", "a/b/c", "../x", "a/..", "/a", "a/", "a b/c", "a/b?c", "a--b/c"] {
            assert_eq!(repository(wrong), None, "{wrong}");
        }
    }
}
