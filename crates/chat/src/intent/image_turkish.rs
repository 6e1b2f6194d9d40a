//! The same for Turkish, where the verb comes last and what it is about before it.

use std::ops::Range;

use super::{image::Found, own::Sentence};

const DRAW: &[&str] = &["ciz", "cizin", "cizsene", "ciziver", "cizelim", "resmet", "cizdir"];
/// With "misin" behind them.
const WOULD_DRAW: &[&str] = &["cizer", "cizebilir", "cizermisin"];
const MAKE: &[&str] = &[
    "olustur",
    "olusturun",
    "uret",
    "uretin",
    "yap",
    "yapin",
    "yapsana",
    "hazirla",
    "hazirlayin",
    "tasarla",
    "tasarlayin",
    "goster",
    "gostersene",
    "ver",
    "olusturalim",
    "yapalim",
];
const WOULD_MAKE: &[&str] = &[
    "olusturur",
    "olusturabilir",
    "uretir",
    "uretebilir",
    "yapar",
    "yapabilir",
    "hazirlar",
    "hazirlayabilir",
    "tasarlar",
    "tasarlayabilir",
    "gosterir",
    "gosterebilir",
];
const WANT: &[&str] = &["istiyorum", "isterim", "lazim", "gerekiyor", "gerek", "olsun"];
const PARTICLE: &[&str] = &["misin", "misiniz", "musun", "musunuz"];
const NOUN: &[&str] = &[
    "resim",
    "resmi",
    "resmini",
    "gorsel",
    "gorseli",
    "gorselini",
    "fotograf",
    "fotografi",
    "fotografini",
    "illustrasyon",
    "illustrasyonu",
    "illustrasyonunu",
    "logo",
    "logosu",
    "logosunu",
    "portre",
    "portresi",
    "portresini",
    "cizim",
    "cizimi",
    "cizimini",
    "karikatur",
    "karikaturu",
    "karikaturunu",
    "poster",
    "posteri",
    "afis",
    "afisi",
    "kagidi",
    "tablo",
    "eskiz",
    "eskizi",
    "cizgi",
    "suluboya",
    "maskot",
];
const BARE: &[&str] = &["resmi", "gorseli", "fotografi", "illustrasyonu", "portresi", "cizimi", "karikaturu"];
/// What is drawn without being a picture.
const OBJECTS: &[&str] = &[
    "tablosu",
    "tablosunu",
    "cizelge",
    "cizelgesi",
    "grafik",
    "grafigi",
    "grafigini",
    "diyagram",
    "diyagrami",
    "diyagramini",
    "sema",
    "semasi",
    "semasini",
    "sonuc",
    "cizgi",
    "galerisi",
    "slayt",
    "listesi",
    "liste",
    "kod",
    "kodu",
    "plan",
    "plani",
    "sinir",
    "yol",
    "haritasi",
];
const QUESTION: &[&str] =
    &["nasil", "neden", "nicin", "niye", "kim", "kimin", "hangi", "nedir", "ne", "kac", "nerede", "mi", "mu"];
const EMPTY: &[&str] =
    &["bana", "bize", "bir", "benim", "icin", "lutfen", "guzel", "su", "bu", "sunu", "bunu", "onu", "tane"];

pub(super) fn find(sentence: &Sentence, alone: bool) -> Option<Found> {
    let end = sentence.tokens.len();
    let is = |at: usize, words: &[&str]| words.contains(&sentence.word(at));
    if sentence.has(QUESTION) {
        return None;
    }
    let verb = (0..end).find(|at| {
        is(*at, DRAW)
            || is(*at, MAKE)
            || is(*at, WANT) && *at + 1 == end
            || (is(*at, WOULD_DRAW) || is(*at, WOULD_MAKE)) && is(*at + 1, PARTICLE)
    });
    let Some(verb) = verb else { return bare(sentence, alone) };
    let start = (0..verb).find(|at| !is(*at, &["bana", "bize", "lutfen"])).unwrap_or(verb);
    let behind = if is(verb + 1, PARTICLE) { verb + 2 } else { verb + 1 };
    let (before, after) = (start..verb, behind.min(end)..end);
    if before.clone().rev().take(3).any(|at| is(at, OBJECTS)) {
        return None;
    }
    let says = |words: &Range<usize>| words.clone().any(|at| !is(at, NOUN) && !is(at, EMPTY));
    let drawn = is(verb, DRAW) || is(verb, WOULD_DRAW);
    let picture = before.clone().rev().take(3).any(|at| is(at, NOUN));
    if !drawn && !picture || !says(&before) && !says(&after) {
        return None;
    }
    let mut prompt = Vec::new();
    if says(&before) {
        prompt.push(place(sentence, before)?);
    }
    let open = !after.is_empty();
    if open {
        prompt.push(place(sentence, after)?);
    }
    let confidence = if drawn { 0.95 } else { 0.9 };
    Some(Found { prompt, open, confidence })
}

/// "uzayda bir balina resmi", and nothing else.
fn bare(sentence: &Sentence, alone: bool) -> Option<Found> {
    let end = sentence.tokens.len();
    let last = end.checked_sub(1)?;
    let fits = alone
        && !sentence.question
        && (3..=20).contains(&end)
        && BARE.contains(&sentence.word(last))
        && sentence.has(&["bir"]);
    if !fits {
        return None;
    }
    Some(Found { prompt: vec![place(sentence, 0..end)?], open: false, confidence: 0.8 })
}

fn place(sentence: &Sentence, words: Range<usize>) -> Option<Range<usize>> {
    let tokens = sentence.tokens.get(words)?;
    Some(tokens.first()?.range.start..tokens.last()?.range.end)
}
