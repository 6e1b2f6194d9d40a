//! Sentences that have room for one value: "I live in …". A new one takes the place of an older one.

use std::sync::LazyLock;

use mami_ports::text;

/// Folded beginnings and, behind the value, ends. Those on one line say the same thing in several languages. Only what is true
/// of one value at a time is in here: one lives in one town, but likes many things.
const SLOTS: &[&[&str]] = &[
    // Where they live.
    &[
        "i live in",
        "i now live in",
        "i moved to",
        "i am living in",
        "i m living in",
        "the user lives in",
        "user lives in",
        "ich wohne in",
        "ich lebe in",
        "ich wohne jetzt in",
        "ich bin nach _ gezogen",
        "vivo en",
        "ahora vivo en",
        "me mude a",
        "j habite a",
        "je vis a",
        "j habite maintenant a",
        "j ai demenage a",
        "_ de yasiyorum",
        "_ da yasiyorum",
        "_ te yasiyorum",
        "_ ta yasiyorum",
        "_ de oturuyorum",
        "_ da oturuyorum",
    ],
    // What they are called.
    &[
        "my name is",
        "i am called",
        "the user s name is",
        "user s name is",
        "call me",
        "benim adim",
        "adim",
        "ismim",
        "bana _ de",
        "ich heisse",
        "mein name ist",
        "me llamo",
        "mi nombre es",
        "je m appelle",
        "mon nom est",
    ],
    // How old they are.
    &[
        "i am _ years old",
        "i m _ years old",
        "my age is",
        "the user is _ years old",
        "_ yasindayim",
        "ich bin _ jahre alt",
        "tengo _ anos",
        "j ai _ ans",
    ],
    // What they do.
    &[
        "my job is",
        "my profession is",
        "i work as a",
        "i work as an",
        "i work as",
        "the user works as a",
        "meslegim",
        "mein beruf ist",
        "ich arbeite als",
        "mi trabajo es",
        "trabajo como",
        "trabajo de",
        "mon metier est",
        "je travaille comme",
    ],
    // For whom.
    &[
        "i work for",
        "i work at",
        "my employer is",
        "the user works at",
        "the user works for",
        "ich arbeite bei",
        "mein arbeitgeber ist",
        "trabajo en",
        "trabajo para",
        "je travaille chez",
        "_ de calisiyorum",
        "_ da calisiyorum",
    ],
    &[
        "my birthday is on",
        "my birthday is",
        "dogum gunum",
        "mein geburtstag ist am",
        "mein geburtstag ist",
        "mi cumpleanos es el",
        "mi cumpleanos es",
        "mon anniversaire est le",
        "mon anniversaire est",
    ],
    &[
        "my phone number is",
        "telefon numaram",
        "meine telefonnummer ist",
        "mi numero de telefono es",
        "mon numero de telephone est",
    ],
    &[
        "my email is",
        "my email address is",
        "e posta adresim",
        "meine e mail adresse ist",
        "mi correo es",
        "mon adresse e mail est",
    ],
];

/// "My favourite colour is …": the words between decide what it is about.
const FAVOURITES: &[(&str, &[&str])] = &[
    ("my favourite", &["is", "are"]),
    ("my favorite", &["is", "are"]),
    ("en sevdigim", &[]),
    ("mein lieblings", &["ist"]),
    ("meine lieblings", &["ist"]),
    ("mi", &["favorito es", "favorita es"]),
    ("mon", &["prefere est"]),
    ("ma", &["preferee est"]),
];

/// "I live in a house" says nothing of where that is.
const ARTICLES: &[&str] = &[
    "a", "an", "the", "my", "our", "ein", "eine", "einem", "einer", "meinem", "meiner", "un", "una", "mi",
    "une", "le", "bir",
];

/// The longest value, in words.
const LONGEST: usize = 6;

struct Slot {
    /// What it is about.
    about: usize,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
}

static ALL: LazyLock<Vec<Slot>> = LazyLock::new(|| {
    let mut all: Vec<Slot> = SLOTS
        .iter()
        .enumerate()
        .flat_map(|(about, templates)| templates.iter().map(move |template| slot(about, template)))
        .collect();
    // The longest beginning fits best.
    all.sort_by_key(|slot| std::cmp::Reverse(slot.before.len() + slot.after.len()));
    all
});

fn slot(about: usize, template: &'static str) -> Slot {
    let (before, after) = template.split_once('_').unwrap_or((template, ""));
    Slot { about, before: before.split_whitespace().collect(), after: after.split_whitespace().collect() }
}

/// Behind a value, these say nothing but that it is new.
const NOW: &[&str] = &["now", "currently", "jetzt", "artik", "simdi", "ahora", "maintenant", "desormais"];

/// What somebody says now may say more than that: "I moved, I live in …".
fn read_part(text: &str) -> Option<(String, String)> {
    read(text).or_else(|| text.split([',', ';', '.', '!', '\n']).rev().find_map(read))
}

/// What a sentence is about, and its value.
fn read(sentence: &str) -> Option<(String, String)> {
    let words: Vec<String> = text::words(sentence).map(|word| word.text).collect();
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.pop_if(|last| NOW.contains(last));
    let fixed = ALL.iter().find_map(|slot| {
        let value = words.strip_prefix(&*slot.before)?.strip_suffix(&*slot.after)?;
        let place = slot.about > 0 || !value.first().is_some_and(|first| ARTICLES.contains(first));
        let fits = place && (1..=LONGEST).contains(&value.len());
        fits.then(|| (format!("#{}", slot.about), value.join(" ")))
    });
    fixed.or_else(|| favourite(&words))
}

fn favourite(words: &[&str]) -> Option<(String, String)> {
    FAVOURITES.iter().find_map(|(start, verbs)| {
        let start: Vec<&str> = start.split(' ').collect();
        let glued = start.last().is_some_and(|last| last.ends_with("lieblings"));
        let (about, value) = if glued {
            // "meine Lieblingsfarbe ist …": one word.
            let (first, rest) = words.split_first()?;
            let (second, rest) = rest.split_first()?;
            let about = second.strip_prefix("lieblings").filter(|about| !about.is_empty())?;
            let value = rest.strip_prefix(&["ist"])?;
            (start.first() == Some(first)).then(|| (about.to_owned(), value.join(" ")))?
        } else {
            let rest = words.strip_prefix(&*start)?;
            if verbs.is_empty() {
                // "en sevdiğim renk mavi": the value is what comes last.
                let (about, value) = rest.split_first()?;
                ((*about).to_owned(), value.join(" "))
            } else {
                verbs.iter().find_map(|verb| {
                    let verb: Vec<&str> = verb.split(' ').collect();
                    let at = rest.windows(verb.len()).position(|some| some == verb)?;
                    let (about, value) = (rest.get(..at)?, rest.get(at + verb.len()..)?);
                    (!about.is_empty()).then(|| (about.join(" "), value.join(" ")))
                })?
            }
        };
        let short = (1..=LONGEST).contains(&value.split(' ').count()) && !value.is_empty();
        short.then(|| (format!("favourite {about}"), value))
    })
}

/// Whether a fact fills such a room at all.
pub fn has_room(text: &str) -> bool {
    read_part(text).is_some()
}

/// Whether a new fact takes the place of an older one: both fill the same room of a sentence, with different values.
pub fn replaces(new: &str, old: &str) -> bool {
    match (read_part(new), read(old)) {
        (Some((about, value)), Some((other, before))) => about == other && value != before,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_takes_the_place_of_another() {
        for (new, old) in [
            ("I live in Berlin", "I live in Paris."),
            ("I moved to New York City", "i live in paris"),
            ("I moved, I live in Rome now", "I live in Paris"),
            ("The user lives in Rome", "The user lives in Oslo"),
            ("My name is Ada", "My name is Grace"),
            ("I am 31 years old", "I'm 30 years old"),
            ("I work as a nurse", "I work as an engineer"),
            ("My favourite colour is green", "My favorite colour is blue"),
            ("Ankara'da yaşıyorum", "İzmir'de yaşıyorum"),
            ("Benim adım Ayşe", "Adım Fatma"),
            ("En sevdiğim renk mavi", "En sevdiğim renk yeşil"),
            ("31 yaşındayım", "30 yaşındayım"),
            ("Ich wohne in Köln", "Ich wohne in Bonn"),
            ("Meine Lieblingsfarbe ist Grün", "Meine Lieblingsfarbe ist Blau"),
            ("Vivo en Sevilla", "Vivo en Lima"),
            ("Mi color favorito es el rojo", "Mi color favorito es el azul"),
            ("J'habite à Lyon", "J'habite à Nice"),
            ("Ma couleur préférée est le vert", "Ma couleur préférée est le bleu"),
            ("Je m'appelle Zoé", "Je m'appelle Léa"),
        ] {
            assert!(replaces(new, old), "{new} / {old}");
            assert!(!replaces(new, new), "{new} is no other value");
        }
    }

    #[test]
    fn what_may_be_true_together_stays() {
        for (new, old) in [
            ("I like tea", "I like coffee"),
            ("I live in Berlin", "My sister lives in Paris"),
            ("I live in Berlin", "My name is Paris"),
            ("My favourite colour is green", "My favourite animal is a cat"),
            ("I live in a house", "I have a house"),
            ("I live in a house", "I live in Paris"),
            ("I live in Berlin with my two children and a dog named Rex", "I live in Paris"),
            ("I speak German", "I speak French"),
            ("Mi hermano es alto", "Mi hermana es alta"),
            ("Kedi seviyorum", "Köpek seviyorum"),
            ("Ich mag Tee", "Ich mag Kaffee"),
        ] {
            assert!(!replaces(new, old), "{new} / {old}");
        }
    }
}
