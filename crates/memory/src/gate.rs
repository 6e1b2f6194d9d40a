//! Whether what was found is worth showing at all: "thanks!" should recall nothing.

use serde::Deserialize;

use crate::partition::Found;

/// What must be reached before turns are recalled.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatePolicy {
    /// The cosine of the nearest item. It depends on the model; this is for all-MiniLM-L6-v2.
    pub similarity: f32,
    /// Where there are no vectors: how much of the question, by how telling its words are, one item must hold; 0 to 1.
    pub coverage: f32,
}

impl Default for GatePolicy {
    fn default() -> Self {
        Self { similarity: 0.35, coverage: 0.34 }
    }
}

impl GatePolicy {
    /// Something was found that has to do with the question.
    pub fn opens(&self, found: &Found) -> bool {
        match found.similarity {
            Some(similarity) => similarity >= self.similarity,
            None => found.coverage >= self.coverage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meaning_decides_where_there_is_any() {
        let opens = |similarity, coverage| {
            GatePolicy::default().opens(&Found { hits: Vec::new(), similarity, coverage })
        };
        assert!(opens(Some(0.35), 0.0) && !opens(Some(0.34), 1.0));
        assert!(opens(None, 0.34) && !opens(None, 0.33));
    }
}
