//! Every format, through the one door.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, in its helpers too")]

use mami_extract::{
    Block, BlockKind, Format, Limits, Line, Place, Refusal, extract,
    testing::{archive, docx, epub, locked_pdf, pdf, xlsx},
};

fn read(name: &str, bytes: &[u8]) -> Result<(Format, Vec<Block>), Refusal> {
    read_within(name, bytes, &Limits::default())
}

fn read_within(name: &str, bytes: &[u8], limits: &Limits) -> Result<(Format, Vec<Block>), Refusal> {
    let mut blocks = Vec::new();
    let format = extract(name, bytes, limits, &mut |line| {
        if let Line::Block(block) = line {
            blocks.push(block);
        }
    })?;
    Ok((format, blocks))
}

/// Blocks in a short form: `# heading`, `- item`, `= header of a table`, `| row`, `` ` code``.
fn short(name: &str, bytes: &[u8]) -> Vec<String> {
    let (_, blocks) = read(name, bytes).unwrap();
    let sign = |kind| match kind {
        BlockKind::Heading { level } => "#".repeat(level.into()) + " ",
        BlockKind::Paragraph => String::new(),
        BlockKind::ListItem => "- ".to_owned(),
        BlockKind::TableRow { header: true } => "= ".to_owned(),
        BlockKind::TableRow { header: false } => "| ".to_owned(),
        BlockKind::Code => "` ".to_owned(),
    };
    blocks.into_iter().map(|block| sign(block.kind) + &block.text).collect()
}

fn places(name: &str, bytes: &[u8]) -> Vec<Place> {
    read(name, bytes).unwrap().1.into_iter().filter_map(|block| block.place).collect()
}

#[test]
fn text_and_code() {
    assert_eq!(short("a.txt", b"One\ntwo\r\n\r\n \nThree"), ["One\ntwo", "Three"]);
    assert_eq!(places("a.txt", b"One\ntwo\n\n\nThree"), [Place::Line(1), Place::Line(5)]);
    assert_eq!(short("a.rs", b"fn a() {\n    1\n}\n\n    b()\n"), ["` fn a() {\n    1\n}", "`     b()"]);
    let long = "line\n".repeat(200);
    assert_eq!(read("a.py", long.as_bytes()).unwrap().1.len(), 4, "no block is endless");
    assert_eq!(read("page", b" <!DOCTYPE HTML><p>x").unwrap().0, Format::Html, "a name without an ending");
}

#[test]
fn markdown() {
    let text = "---\ntitle: x\n---\n# Guide\nSome *bold* `code`\nand more.\n\n## Install\n\n1. one\n   - deep\n2. two\n\n   more\n\n\
                ```sh\nmake\n  all\n```\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n<!-- secret --><div hidden>no</div><b>yes</b>\n\nA <i>b</i>.\n";
    assert_eq!(
        short("a.md", text.as_bytes()),
        [
            "title: x",
            "# Guide",
            "Some bold code and more.",
            "## Install",
            "- one",
            "- deep",
            "- two",
            "- more",
            "` make\n  all",
            "= a | b",
            "| 1 | 2",
            "yes",
            "A b."
        ]
    );
    let place = places("a.md", text.as_bytes());
    assert_eq!(place.get(1), Some(&Place::Line(4)), "{place:?}");
}

#[test]
fn html_shows_what_a_reader_sees() {
    let page = "<html><head><title>Bees</title><style>p{}</style><script>alert('<p>no')</script></head><body>\
        <h1>All   about\nbees</h1><p>First<p>Second &amp; <b>third</b><br>line<ul><li>one<li>two<p>more</ul>\
        <table><tr><th>a<th>b<tr><td>1<td><td></td><tr><td>2<td>3 <p>x</table>\
        <pre>  code\n    here</pre><template>no</template><p hidden>no<p>yes</p>\
        <div style='display : none'>no <div>no</div></div><span aria-hidden=true>no</span><!-- no -->\
        <svg><text>no</text></svg><textarea>no</textarea>Last</body></html>";
    assert_eq!(
        short("a.html", page.as_bytes()),
        [
            "# Bees",
            "# All about bees",
            "First",
            "Second & third line",
            "- one",
            "- two",
            "- more",
            "= a | b",
            "| 1",
            "| 2 | 3 x",
            "`   code\n    here",
            "yes",
            "Last"
        ]
    );
    for page in ["<p>yes<script>no", "<p>yes<style>no</p>", "<p>yes<div hidden>no", "<p>yes<!-- no"] {
        assert_eq!(short("a.html", page.as_bytes()), ["yes"], "{page}");
    }
    let deep = "<div>".repeat(200_000) + "deep";
    assert_eq!(short("a.html", deep.as_bytes()), ["deep"]);
}

#[test]
fn tables_as_text() {
    assert_eq!(
        short("a.csv", b"name;price\nbee;\"1,50\"\n\n\"two\nlines\";2;\n"),
        ["= name | price", "| bee | 1,50", "| two lines | 2"]
    );
    assert_eq!(short("a.tsv", b"a\tb\n1,5\t2"), ["= a | b", "| 1,5 | 2"]);
    assert_eq!(places("a.csv", b"a,b\n1,2\n"), [Place::Line(1), Place::Line(2)]);
}

#[test]
fn word() {
    let body = "<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>Guide</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"Own\"/></w:pPr><w:r><w:t>Install</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">One </w:t></w:r><w:r><w:t>&amp; two</w:t><w:br/><w:t>three</w:t></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>\
        <w:r><w:instrText>no</w:instrText></w:r></w:p>\
        <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p>\
        <w:r><w:t>in</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>";
    assert_eq!(
        short("any.bin", &docx(body)),
        ["# Guide", "## Install", "One & two three", "- item", "= a | b", "| 1 x | in"]
    );
    assert_eq!(read("x.docx", &docx("<w:p></w:q>")), Err(Refusal::Damaged));
    assert_eq!(read("x.docx", &docx("<w:p/>")), Err(Refusal::NoText));
}

#[test]
fn no_entity_of_xml_brings_anything_in() {
    let text = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\"><!ENTITY b \"&a;&a;&a;\">]>\
                <w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>x&a;&b;y</w:t></w:r></w:p></w:body></w:document>";
    let file = archive(&[("word/document.xml", text)]);
    assert_eq!(short("x.docx", &file), ["xy"]);
}

#[test]
fn excel() {
    let file =
        xlsx(&[&["what", "when", "how many"], &["bees", "date:45292", "1500.5"], &["", "", ""], &["end"]]);
    assert_eq!(
        short("a", &file),
        ["# Plan", "= what | when | how many", "| bees | 2024-01-01 | 1500.5", "| end"]
    );
    let sheet = |row| Place::Sheet { name: "Plan".to_owned(), row };
    assert_eq!(places("a", &file), [sheet(1), sheet(1), sheet(2), sheet(4)]);
}

#[test]
fn book() {
    let file = epub(&["<h1>One</h1><p>First.</p>", "<h1>Two</h1><p>Second.<script>no</script></p>"]);
    assert_eq!(short("a", &file), ["# One", "First.", "# Two", "Second."]);
    assert_eq!(
        places("a", &file),
        [Place::Chapter(1), Place::Chapter(1), Place::Chapter(2), Place::Chapter(2)]
    );
}

#[test]
fn pages() {
    let file = pdf(&["Bees fly to the mead-\now (far away).", "Second page."]);
    let (format, blocks) = read("a.txt", &file).unwrap();
    assert_eq!(format, Format::Pdf, "whatever it is called");
    let found: Vec<_> = blocks.iter().map(|block| (&*block.text, block.place.clone().unwrap())).collect();
    assert_eq!(
        found,
        [("Bees fly to the meadow (far away).", Place::Page(1)), ("Second page.", Place::Page(2))]
    );
    let mut told = Vec::new();
    extract("a", &file, &Limits::default(), &mut |line| {
        if let Line::Progress(percent) = line {
            told.push(percent);
        }
    })
    .unwrap();
    assert_eq!(told, [50, 100]);
    assert_eq!(read("a", &pdf(&["", ""])), Err(Refusal::NoText), "as scans are");
    assert_eq!(read("a", &locked_pdf()), Err(Refusal::Password));
}

#[test]
fn what_cannot_be_read_says_why() {
    let whole = pdf(&["text"]);
    let mut garbage = b"%PDF-1.7\n".to_vec();
    garbage.extend((0..50_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]));
    let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let zip = docx("<w:p/>");
    for (bytes, refusal) in [
        (&b""[..], Refusal::Empty),
        (b"  \n ", Refusal::NoText),
        (b"\x7fELF\0\0", Refusal::Unsupported),
        (&garbage, Refusal::Damaged),
        (whole.get(..60).unwrap(), Refusal::Damaged),
        (zip.get(..zip.len() / 2).unwrap(), Refusal::Damaged),
        (&archive(&[("a.txt", "x")]), Refusal::Unsupported),
        (&locked, Refusal::Password),
        (locked.get(..8).unwrap(), Refusal::Unsupported),
    ] {
        assert_eq!(read("a.docx", bytes), Err(refusal));
        let code = serde_json::to_value(refusal).unwrap();
        assert_eq!(code, refusal.code(), "the same in the API and between processes");
    }
}

#[test]
fn case_054_bombs_are_not_unpacked() {
    let zeros = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "0".repeat(50 << 20));
    assert_eq!(read("x", &docx(&zeros)), Err(Refusal::TooLargeUnpacked), "far smaller than what comes out");
    let limits = Limits { ratio: u64::MAX, expanded_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(read_within("x", &docx(&zeros), &limits), Err(Refusal::TooLargeUnpacked));

    let names: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "")).collect();
    assert_eq!(read("x", &archive(&files)), Err(Refusal::TooLargeUnpacked), "too many");

    // One text that very many cells name.
    let text = "x".repeat(10_000);
    let row = vec!["<c t=\"s\"><v>0</v></c>"; 1000].concat();
    let sheet = format!("<row>{row}</row>").repeat(10);
    let file = archive(&[
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheet name=\"a\" r:id=\"1\"/></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<x><Relationship Id=\"1\" Target=\"/xl/a.xml\"/></x>"),
        ("xl/sharedStrings.xml", &format!("<sst><si><t>{text}</t></si></sst>")),
        ("xl/a.xml", &format!("<worksheet>{sheet}</worksheet>")),
    ]);
    assert_eq!(read("x", &file), Err(Refusal::TooMuchText));
    let limits = Limits { text_bytes: 5, ..Limits::default() };
    assert_eq!(read_within("x", b"12345", &limits).unwrap().1.len(), 1);
    assert_eq!(read_within("x", b"123456", &limits), Err(Refusal::TooMuchText));
}

#[test]
fn what_one_process_writes_another_reads() {
    let block = Block {
        kind: BlockKind::Heading { level: 2 },
        text: "ß".to_owned(),
        place: Some(Place::Sheet { name: "a".to_owned(), row: 3 }),
    };
    for line in [
        Line::Block(block),
        Line::Block(Block { kind: BlockKind::TableRow { header: true }, text: "a".to_owned(), place: None }),
        Line::Progress(7),
        Line::End(Format::Epub),
        Line::Refused(Refusal::NoText),
    ] {
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&json).unwrap(), line, "{json}");
    }
}
