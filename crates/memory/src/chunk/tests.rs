use mami_extract::Place;
use proptest::prelude::*;

use super::*;

fn block(kind: BlockKind, text: &str) -> Block {
    Block { kind, text: text.to_owned(), place: None }
}

fn heading(level: u8, text: &str) -> Block {
    block(BlockKind::Heading { level }, text)
}

fn paragraph(text: &str) -> Block {
    block(BlockKind::Paragraph, text)
}

fn row(header: bool, text: &str) -> Block {
    block(BlockKind::TableRow { header }, text)
}

/// Pieces as `path > path: text`.
fn short(blocks: &[Block]) -> Vec<String> {
    chunk(blocks).into_iter().map(|piece| format!("{}: {}", piece.headings.join(" > "), piece.text)).collect()
}

#[test]
fn headings_begin_pieces_and_stand_above_them() {
    let blocks = [
        paragraph("Before."),
        heading(1, "Guide"),
        heading(2, "Install"),
        paragraph("Run it."),
        paragraph("Then wait."),
        heading(2, "Use"),
        block(BlockKind::ListItem, "one"),
        block(BlockKind::ListItem, "two"),
        heading(1, "End"),
    ];
    assert_eq!(
        short(&blocks),
        [
            ": Before.",
            "Guide > Install: Guide\n\nInstall\n\nRun it.\n\nThen wait.",
            "Guide > Use: Use\n\none\ntwo",
            "End: End",
        ]
    );
}

#[test]
fn paragraphs_stay_whole_while_they_fit() {
    let text = "Seven words stand in this one sentence. ".repeat(10);
    let text = text.trim_end();
    let size = tokens(text);
    let pieces = chunk(&vec![paragraph(text); 5]);
    let sizes: Vec<usize> = pieces.iter().map(|piece| tokens(&piece.text) / size).collect();
    assert_eq!(sizes, [2, 2, 1], "{size} tokens each");
}

#[test]
fn long_paragraphs_are_cut_between_sentences() {
    let text =
        "Dr. Smith has 3.5 bees in the old house near the river. \"Are they well?\" she asked him (again). "
            .repeat(30);
    let pieces = chunk(&[paragraph(text.trim_end())]);
    assert!(pieces.len() > 3);
    for piece in &pieces {
        assert!(piece.text.ends_with("river.") || piece.text.ends_with("(again)."), "{}", piece.text);
        assert!((TARGET / 2..=MOST).contains(&tokens(&piece.text)) || Some(piece) == pieces.last());
    }
}

#[test]
fn tables_repeat_the_names_of_their_columns() {
    let mut blocks = vec![heading(1, "Prices"), row(true, "name | price")];
    blocks.extend((0..100).map(|number| row(false, &format!("bee {number} | {number}.50"))));
    blocks.push(paragraph("The end."));
    let pieces = chunk(&blocks);
    assert!(pieces.len() > 2);
    assert!(pieces[0].text.starts_with("Prices\n\nname | price\nbee 0 | 0.50\n"));
    for piece in &pieces[1..] {
        assert!(piece.text.starts_with("name | price\nbee "), "{}", piece.text);
        assert_eq!(piece.text.matches("name").count(), 1);
    }
    assert!(pieces.last().unwrap().text.ends_with("\n\nThe end."));
}

#[test]
fn code_is_cut_between_lines() {
    let code: String = (0..200).map(|number| format!("    let x{number} = f({number});\n")).collect();
    let pieces = chunk(&[Block { place: Some(Place::Line(7)), ..block(BlockKind::Code, code.trim_end()) }]);
    assert!(pieces.len() > 4);
    for piece in &pieces {
        assert!(piece.text.starts_with("    let") && piece.text.ends_with(';'), "{}", piece.text);
        assert_eq!(piece.place, Some(Place::Line(7)));
    }
}

#[test]
fn lengths() {
    for (text, count) in [
        ("", 0),
        ("the bees", 2),
        ("international", 3),
        ("2024-01-01", 6),
        ("çağrı", 3),
        ("東京 都", 3),
        ("a, b!", 4),
        ("🐝🐝", 2),
    ] {
        assert_eq!(tokens(text), count, "{text}");
    }
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let kind = prop_oneof![
        (1_u8..7).prop_map(|level| BlockKind::Heading { level }),
        Just(BlockKind::Paragraph),
        Just(BlockKind::ListItem),
        any::<bool>().prop_map(|header| BlockKind::TableRow { header }),
        Just(BlockKind::Code),
    ];
    let text = prop_oneof![
        "\\PC{1,40}",
        "[a-z]{1,3000}",
        "([A-Za-z]{1,12}[ .,!?\n]{1,2}){1,400}",
        "[\u{4e00}-\u{4e80}。]{1,500}",
        "(\\PC{0,10}[ \n|]){1,200}",
    ];
    let block = (kind, text).prop_map(|(kind, text)| block(kind, text.trim()));
    prop::collection::vec(block.prop_filter("is empty", |block| !block.text.is_empty()), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_is_lost_and_nothing_too_long(blocks in blocks()) {
        let whole: Vec<char> = text(&blocks).chars().collect();
        let mut end = 0;
        for piece in chunk(&blocks) {
            prop_assert!(tokens(&piece.text) <= MOST, "{} tokens", tokens(&piece.text));
            prop_assert!(end <= piece.range.start && piece.range.start < piece.range.end);
            let between: String = whole[end..piece.range.start].iter().collect();
            prop_assert!(between.trim().is_empty(), "{between:?} is in no piece");
            let own: String = whole[piece.range.clone()].iter().collect();
            prop_assert!(piece.text.ends_with(&own), "{:?} is not {own:?}", piece.text);
            end = piece.range.end;
        }
        let rest: String = whole[end..].iter().collect();
        prop_assert!(rest.trim().is_empty(), "{rest:?} is in no piece");
    }
}
