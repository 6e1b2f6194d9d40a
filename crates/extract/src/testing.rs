//! Small documents of every format, made on the spot.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, in its helpers too")]

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An archive of these files.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A DOCX with this between `<w:body>` and its end.
pub fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
                  <w:style w:styleId=\"Own\"><w:name w:val=\"Own\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style></w:styles>";
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("word/styles.xml", styles),
    ])
}

/// A DOCX of a heading and a paragraph.
pub fn simple_docx(heading: &str, text: &str) -> Vec<u8> {
    docx(&format!(
        "<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>\
         <w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    ))
}

/// An XLSX with one sheet `Plan`, whose rows are these; texts are shared, and whatever is a number is one, the style 1 a date's.
pub fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let (mut shared, mut sheet) = (String::new(), String::new());
    let mut texts = 0;
    for (number, cells) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", number + 1));
        for cell in *cells {
            match cell.strip_prefix("date:") {
                Some(days) => sheet.push_str(&format!("<c s=\"1\"><v>{days}</v></c>")),
                None if cell.parse::<f64>().is_ok() => sheet.push_str(&format!("<c><v>{cell}</v></c>")),
                None => {
                    sheet.push_str(&format!("<c t=\"s\"><v>{texts}</v></c>"));
                    shared.push_str(&format!("<si><t>{cell}</t></si>"));
                    texts += 1;
                }
            }
        }
        sheet.push_str("</row>");
    }
    archive(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Plan\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ("xl/sharedStrings.xml", &format!("<sst>{shared}</sst>")),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        ),
    ])
}

/// An EPUB of these chapters, each the inside of a `<body>`.
pub fn epub(chapters: &[&str]) -> Vec<u8> {
    let (mut items, mut order, mut pages) = (String::new(), String::new(), Vec::new());
    for (number, body) in chapters.iter().enumerate() {
        let file = format!("text/chapter {number}.xhtml");
        items.push_str(&format!(
            "<item id=\"c{number}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>",
            file.replace(' ', "%20")
        ));
        order.push_str(&format!("<itemref idref=\"c{number}\"/>"));
        pages.push((format!("OEBPS/{file}"), format!("<html><head></head><body>{body}</body></html>")));
    }
    let book = format!("<package><manifest>{items}</manifest><spine>{order}</spine></package>");
    let mut files = vec![
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>",
        ),
        ("OEBPS/book.opf", &*book),
    ];
    files.extend(pages.iter().map(|(name, page)| (&**name, &**page)));
    archive(&files)
}

/// A PDF with a page for each of these texts, which have plain ASCII lines.
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    made_pdf(pages, "")
}

/// A PDF that says that it is encrypted, with a password that nobody knows.
pub fn locked_pdf() -> Vec<u8> {
    let key = "00".repeat(32);
    made_pdf(
        &["Secret"],
        &format!(
            "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{key}> /U <{key}> >> /ID [<00> <00>]"
        ),
    )
}

fn made_pdf(pages: &[&str], trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut kids = String::new();
    for page in pages {
        let number = objects.len() + 1;
        kids.push_str(&format!("{number} 0 R "));
        let mut content = "BT /F1 12 Tf 72 720 Td".to_owned();
        for line in page.lines() {
            let line = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!(" ({line}) Tj 0 -14 Td"));
        }
        content.push_str(" ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            number + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    if let Some(tree) = objects.get_mut(1) {
        *tree = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (count, at) = (objects.len() + 1, file.len());
    file.push_str(&format!(
        "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n"
    ));
    file.into_bytes()
}
