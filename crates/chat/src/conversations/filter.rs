//! Which conversations are wanted.

use super::label::fold;

/// Which conversations are wanted: all, unless something is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversationFilter {
    /// Only those that are archived, or are not.
    pub archived: Option<bool>,
    /// Only those that are pinned, or are not.
    pub pinned: Option<bool>,
    /// Only those in this folder; empty: those in none.
    pub folder: Option<String>,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those with this in their titles.
    pub title: Option<String>,
}

impl ConversationFilter {
    /// What is to be looked for in the texts of each conversation, if anything is.
    pub fn words(&self) -> Option<Words> {
        if self.folder.is_none() && self.tag.is_none() && self.title.is_none() {
            return None;
        }
        let folded = |text: &Option<String>| text.as_deref().map(|text| fold(text.trim()));
        Some(Words { folder: folded(&self.folder), tag: folded(&self.tag), title: folded(&self.title) })
    }
}

/// What is looked for in the texts of conversations. Names compare folded, which no database does like another: so it is done
/// here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    folder: Option<String>,
    tag: Option<String>,
    title: Option<String>,
}

impl Words {
    /// Whether a conversation with these texts is wanted.
    pub fn fit(&self, title: &str, folder: &str, tags: &[String]) -> bool {
        self.folder.as_ref().is_none_or(|wanted| fold(folder) == *wanted)
            && self.tag.as_ref().is_none_or(|wanted| tags.iter().any(|tag| fold(tag) == *wanted))
            && self.title.as_ref().is_none_or(|wanted| fold(title).contains(wanted.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_whatever_their_case_and_form() {
        let tags = ["Œuvre".to_owned(), "x".to_owned()];
        let fits = |filter: ConversationFilter| {
            filter.words().is_none_or(|words| words.fit("Ünder der STRASSE", "Größe", &tags))
        };
        let some = |text: &str| Some(text.to_owned());
        let none = ConversationFilter::default();
        assert!(fits(none.clone()));
        for title in ["straße", "u\u{308}NDER", " der ", ""] {
            assert!(fits(ConversationFilter { title: some(title), ..none.clone() }), "{title}");
        }
        for folder in ["GRÖSSE", " größe "] {
            assert!(fits(ConversationFilter { folder: some(folder), ..none.clone() }), "{folder}");
        }
        assert!(fits(ConversationFilter { tag: some("œUVRE"), folder: some("größe"), ..none.clone() }));
        assert!(!fits(ConversationFilter { tag: some("œuvr"), ..none.clone() }), "tags are whole");
        assert!(!fits(ConversationFilter { folder: some(""), ..none.clone() }), "it is in one");
        assert!(!fits(ConversationFilter { title: some("strasze"), ..none.clone() }));
        assert!(!fits(ConversationFilter { tag: some("x"), title: some("nothing"), ..none }));
    }
}
