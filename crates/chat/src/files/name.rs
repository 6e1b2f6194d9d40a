//! Names of files: what people call them, and nothing else.

/// The most characters of a name.
const MAX_CHARS: usize = 200;

/// What a client calls a file, as it can be shown: without folders, without characters that do something instead of being seen.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !c.is_control() && !turns_text(*c)).collect();
    let cut: String = seen.trim().chars().take(MAX_CHARS).collect();
    let cut = cut.trim_end();
    if cut.chars().all(|c| c == '.') { "file".to_owned() } else { cut.to_owned() }
}

/// Marks that turn the text around them, so that `exe.png` reads as something else, and ends of lines.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_053_a_name_is_no_path_and_does_nothing() {
        for (given, kept) in [
            ("photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\win.ini", "win.ini"),
            ("/etc/shadow", "shadow"),
            ("C:\\fakepath\\bees.txt", "bees.txt"),
            ("a/..", "file"),
            ("..", "file"),
            ("", "file"),
            (" \t\r\n ", "file"),
            ("evil.png\0.exe", "evil.png.exe"),
            ("two\r\nlines: x", "twolines: x"),
            ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("<img src=x onerror=alert(1)>.md", "<img src=x onerror=alert(1)>.md"),
            ("\u{1b}[2Jx", "[2Jx"),
            (" bees 🐝 ß.txt ", "bees 🐝 ß.txt"),
        ] {
            assert_eq!(clean(given), kept, "{given:?}");
        }
        assert_eq!(clean(&"ß".repeat(5_000)), "ß".repeat(200));
        assert_eq!(clean(&format!("{} x", "a".repeat(199))), "a".repeat(199));
    }
}
