//! all-MiniLM-L6-v2 itself, against figures of another implementation (numpy in double precision, by the paper).

use std::path::PathBuf;

use crate::{cosine, open, passages};

/// The directory of all-MiniLM-L6-v2, as `just model` lays it; `None`, said aloud, where there is none and none is demanded.
fn minilm() -> Option<PathBuf> {
    let Some(path) = std::env::var_os("MAMI_TEST_MODEL") else {
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "MAMI_TEST_MODEL must name a directory with all-MiniLM-L6-v2"
        );
        eprintln!("left out: MAMI_TEST_MODEL names no directory with all-MiniLM-L6-v2");
        return None;
    };
    Some(path.into())
}

#[tokio::test]
async fn its_vectors_are_those_of_others() {
    let Some(path) = minilm() else { return };
    let model = open(&path);
    assert_eq!((model.dimension(), model.max_tokens()), (384, 256));
    let long = "word ".repeat(300);
    let known: [(&str, [f32; 8]); 3] = [
        (
            "Where does my sister live now?",
            [0.10519, -0.03484, 0.01433, -0.00671, -0.0226, 0.02918, -0.04844, -0.05167],
        ),
        (
            "The weather is lovely today, so we went to the lake.",
            [0.00262, 0.09711, 0.14215, 0.02999, 0.01533, -0.03009, 0.08764, -0.05248],
        ),
        // Cut after 256 tokens.
        (&long, [-0.00812, -0.09559, -0.03867, 0.04966, -0.04379, 0.02372, -0.01814, -0.02021]),
    ];
    let ours = passages(&model, &known.map(|(text, _)| text)).await;
    for ((text, theirs), ours) in known.iter().zip(&ours) {
        assert_eq!(ours.len(), 384);
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert!((ours - theirs).abs() < 2e-5, "{text}: {ours} is not {theirs}");
        }
    }
}

#[tokio::test]
async fn what_means_about_the_same_points_the_same_way() {
    let Some(path) = minilm() else { return };
    let texts =
        ["A man is eating food.", "A man is eating a piece of bread.", "Two cheetahs are chasing prey."];
    let [man, bread, cheetahs] = passages(&open(&path), &texts).await.try_into().unwrap();
    assert!((cosine(&man, &bread) - 0.755_34).abs() < 1e-4);
    assert!((cosine(&man, &cheetahs) - 0.123_40).abs() < 1e-4);
}
