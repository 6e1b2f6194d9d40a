//! What is put before a text, for models that were trained to be told what it is.

use std::collections::BTreeMap;

use mami_ports::EmbeddingPurpose;

/// What goes before a query and before a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prompts {
    query: String,
    passage: String,
}

impl Prompts {
    /// Those that the model's directory names; else those that its family is known to need; else none.
    pub(crate) fn choose(named: &BTreeMap<String, String>, default: Option<&str>, model: &str) -> Self {
        let find = |names: &[&str]| {
            names.iter().copied().chain(default).find_map(|name| named.get(name)).cloned().unwrap_or_default()
        };
        let prompts = Self { query: find(&["query"]), passage: find(&["passage", "document"]) };
        if prompts == Self::default() && is_e5(model) {
            // https://huggingface.co/intfloat/multilingual-e5-small: "Each input text should start with …"; the directory
            // does not say so.
            return Self { query: "query: ".to_owned(), passage: "passage: ".to_owned() };
        }
        prompts
    }

    pub(crate) fn of(&self, purpose: EmbeddingPurpose) -> &str {
        match purpose {
            EmbeddingPurpose::Query => &self.query,
            EmbeddingPurpose::Passage => &self.passage,
        }
    }
}

fn is_e5(model: &str) -> bool {
    let model = model.to_ascii_lowercase();
    (model.starts_with("e5-") || model.starts_with("multilingual-e5-")) && !model.contains("instruct")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_knows_best_and_e5_is_known() {
        let named = BTreeMap::from([
            ("query".to_owned(), "q: ".to_owned()),
            ("document".to_owned(), "d: ".to_owned()),
        ]);
        let own = Prompts::choose(&named, None, "multilingual-e5-small");
        assert_eq!((own.of(EmbeddingPurpose::Query), own.of(EmbeddingPurpose::Passage)), ("q: ", "d: "));
        let e5 = Prompts::choose(&BTreeMap::new(), None, "multilingual-e5-small");
        assert_eq!(
            (e5.of(EmbeddingPurpose::Query), e5.of(EmbeddingPurpose::Passage)),
            ("query: ", "passage: ")
        );
        for other in ["all-MiniLM-L6-v2", "multilingual-e5-large-instruct"] {
            assert_eq!(Prompts::choose(&BTreeMap::new(), None, other), Prompts::default());
        }
    }
}
