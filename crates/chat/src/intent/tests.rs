use std::collections::BTreeMap;

use super::*;

/// A labelled phrase.
struct Example {
    intent: Intent,
    language: &'static str,
    text: String,
}

fn examples(table: &'static str) -> Vec<Example> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let example = |line: &'static str| {
        let mut columns = line.split('\t');
        let intent = Intent::parse(columns.next().unwrap()).unwrap_or_else(|| panic!("{line}"));
        let language = columns.next().unwrap();
        Example { intent, language, text: columns.next().unwrap().replace("\\n", "\n") }
    };
    lines.map(example).collect()
}

/// How many of a set are understood, in percent; prints it per language. No text may be taken for a picture.
fn accuracy(name: &str, examples: &[Example]) -> f64 {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut painted = Vec::new();
    for example in examples {
        let found = understand(&example.text, None);
        let right = found.intent == example.intent;
        if !right {
            println!("{name}: {} {:?} as {found:?}", example.language, example.text);
            if example.intent == Intent::Text && found.intent == Intent::Image {
                painted.push(&example.text);
            }
        }
        for key in [example.language, "all"] {
            let (good, all) = counts.entry(key).or_default();
            *good += u32::from(right);
            *all += 1;
        }
    }
    for (language, (good, all)) in &counts {
        println!("{name}: {language} {good}/{all} = {:.1} %", 100.0 * f64::from(*good) / f64::from(*all));
    }
    assert!(painted.is_empty(), "pictures that nobody asked for: {painted:?}");
    let (good, all) = counts["all"];
    100.0 * f64::from(good) / f64::from(all)
}

#[test]
fn the_phrases_are_understood() {
    let examples = examples(include_str!("phrases.tsv"));
    assert!(examples.len() >= 450);
    assert!(accuracy("phrases", &examples) >= 97.0);
}

#[test]
fn phrases_that_the_rules_were_not_made_with_are_understood() {
    let examples = examples(include_str!("phrases_heldout.tsv"));
    assert!(examples.len() >= 120);
    assert!(accuracy("held out", &examples) >= 92.0);
}

fn paint(prompt: &str) -> Option<Action> {
    Some(Action::Paint { prompt: prompt.to_owned() })
}

fn remember(text: &str) -> Option<Action> {
    Some(Action::Remember { text: text.to_owned() })
}

fn forget(query: &str) -> Option<Action> {
    Some(Action::Forget { query: query.to_owned() })
}

fn recall(query: &str) -> Option<Action> {
    Some(Action::Recall { query: query.to_owned() })
}

#[test]
fn what_is_asked_for_is_taken_from_the_words() {
    for (text, action) in [
        ("Draw a cat.", paint("a cat")),
        ("Could you please draw me a lighthouse at night, please?", paint("a lighthouse at night")),
        ("male mir ein Schiff im Sturm", paint("ein Schiff im Sturm")),
        ("Kannst du mir bitte ein Bild von einer Burg machen?", paint("einer Burg")),
        ("Kannst du einen Leuchtturm bei Nacht malen?", paint("einen Leuchtturm bei Nacht")),
        ("Create a picture of two kids on a swing", paint("two kids on a swing")),
        ("Make me an image: a teapot on the moon!", paint("a teapot on the moon")),
        (
            "Generate a realistic painting of a medieval market",
            paint("a realistic painting of a medieval market"),
        ),
        ("Design a logo for my bakery \"Crumbs\"", paint("a logo for my bakery \"Crumbs\"")),
        ("Draw a cat. Make it blue!", paint("a cat. Make it blue")),
        ("Bana kalenin üstünde uçan bir ejderha çiz", paint("kalenin üstünde uçan bir ejderha")),
        ("Bir ev çiz, kırmızı olsun", paint("Bir ev, kırmızı olsun")),
        ("Bana bir görsel yap: ayda çaydanlık", paint("ayda çaydanlık")),
        ("¿Puedes dibujar un faro de noche?", paint("un faro de noche")),
        ("Crea una imagen de dos niños en un columpio", paint("dos niños en un columpio")),
        ("Dessine-moi un mouton", paint("un mouton")),
        ("Génère une image d'un robot, s'il te plaît", paint("un robot")),
        ("/image a cat with a hat", paint("a cat with a hat")),
        ("Remember that my sister is called Ana", remember("my sister is called Ana")),
        ("Remember: I am allergic to peanuts.", remember("I am allergic to peanuts")),
        ("Remember that I am a vegan. I hate soy.", remember("I am a vegan. I hate soy")),
        ("Remember that I am a vegan. What can I cook?", remember("I am a vegan")),
        ("My sister is called Ana. Please remember that.", remember("My sister is called Ana")),
        (
            "Şunu hatırla: kız kardeşimin adı Elif ve Ankara'da yaşıyor.",
            remember("kız kardeşimin adı Elif ve Ankara'da yaşıyor"),
        ),
        ("Vejetaryen olduğumu unutma.", remember("Vejetaryen olduğumu")),
        ("Merk dir, dass meine Schwester Ana heißt", remember("meine Schwester Ana heißt")),
        ("Kannst du dir merken, dass ich kurze Antworten mag?", remember("ich kurze Antworten mag")),
        ("Recuerda que soy alérgico", remember("soy alérgico")),
        ("N'oublie pas que je suis gaucher.", remember("je suis gaucher")),
        ("Forget that I live in Porto.", forget("I live in Porto")),
        ("Ankara'da yaşadığımı unut.", forget("Ankara'da yaşadığımı")),
        ("Lösche die Erinnerung an meinen Ex.", forget("meinen Ex")),
        ("Borra de tu memoria mi número", forget("mi número")),
        ("What do you know about me?", recall("")),
        ("Kız kardeşim hakkında ne hatırlıyorsun?", recall("Kız kardeşim")),
        ("What do you remember about my sister?", recall("my sister")),
        ("/memories", recall("")),
        ("/memories sister", recall("sister")),
        ("/Hatırla çayı severim", remember("çayı severim")),
    ] {
        assert_eq!(understand(text, None).action, action, "{text}");
    }
}

#[test]
fn what_the_request_says_is_believed() {
    let found = understand("Draw a cat", Some(Intent::Text));
    assert_eq!((found.intent, found.rule, found.action), (Intent::Text, Rule::Asked, None));
    assert_eq!(understand("Draw a cat", Some(Intent::Image)).action, paint("a cat"));
    assert_eq!(understand("/bild a cat", Some(Intent::Image)).action, paint("a cat"));
    assert_eq!(understand(" What is a cat? ", Some(Intent::Image)).action, paint("What is a cat?"));
    assert_eq!(understand("I like tea", Some(Intent::Memory)).action, remember("I like tea"));
    assert_eq!(understand("Do I like tea?", Some(Intent::Memory)).action, recall("Do I like tea?"));
    assert_eq!(understand("forget my tea", Some(Intent::Memory)).action, forget("my tea"));
}

#[test]
fn commands() {
    assert_eq!(understand("/shrug", None).intent, Intent::Text);
    for text in ["/image", "/remember  ", "/", "/ image x", "/image/cat.png is broken", "see /image cat"] {
        assert_eq!(understand(text, None).intent, Intent::Text, "{text}");
    }
    let found = understand("  /BILD ein Haus\nam See ", None);
    assert_eq!((found.rule, found.confidence, found.action), (Rule::Command, 1.0, paint("ein Haus\nam See")));
}

#[test]
fn reasons_and_doubts() {
    assert_eq!(understand("What is an image?", None).rule, Rule::Question);
    assert_eq!(understand("Good evening", None).rule, Rule::Default);
    assert!(understand("the picture, it could do with some blue", None).confidence < UNSURE);
    assert!(understand("Draw a cat", None).confidence > UNSURE);
    for text in ["", " ", "\0", "🙂", "???", "\"", "`", "```", "«", "/", ">"] {
        assert_eq!(understand(text, None).intent, Intent::Text, "{text:?}");
    }
}

#[test]
fn a_classifier_must_say_one_word() {
    for (answer, intent) in [
        ("image", Some(Intent::Image)),
        (" Memory.\n", Some(Intent::Memory)),
        ("**text**", Some(Intent::Text)),
        ("I think it is an image", None),
        ("image or text", None),
        ("", None),
    ] {
        assert_eq!(read_classifier(answer), intent, "{answer}");
    }
    for intent in [Intent::Text, Intent::Image, Intent::Memory] {
        assert!(classifier_prompt().contains(intent.as_str()));
    }
}

#[test]
fn calls() {
    let call = to_call(&Action::Forget { query: "a \"quoted\" thing".into() });
    assert_eq!((call.id.as_str(), call.name.as_str()), ("rule", FORGET));
    assert_eq!(call.arguments, r#"{"query":"a \"quoted\" thing"}"#);
    for (action, name) in
        [(paint("x"), GENERATE_IMAGE), (remember("x"), REMEMBER), (recall(""), SEARCH_MEMORY)]
    {
        assert_eq!(to_call(&action.unwrap()).name, name);
    }
}

#[test]
fn no_message_takes_long_or_breaks_it() {
    let words = [
        "remember", "that", "draw", "a", "picture", "of", "\"", "`", ">", "?", ".", "\n", "çiz", "ß", "🙂",
        "/image", ":",
    ];
    let mut state = 7_u32;
    for _ in 0..2_000 {
        let mut message = String::new();
        for _ in 0..30 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            message.push_str(words[(state >> 16) as usize % words.len()]);
            if state & 1 == 0 {
                message.push(' ');
            }
        }
        let _ = understand(&message, None);
    }
    let _ = understand(&"remember that draw ".repeat(100_000), None);
}

#[test]
fn what_only_looks_like_a_wish_is_text() {
    let texts = [
        "Draw distance in this game is too low",
        "Draw calls are expensive in Unity",
        "Paint is drying slowly today",
        "Sketch is a design tool for Mac.",
        "Make the image smaller",
        "Make this picture brighter in GIMP",
        "Create an image tag in HTML",
        "Create an image gallery for my site",
        "Make a picture book plan for toddlers",
        "Render a list of users in Vue",
        "Give me a picture of the current economic situation",
        "Design a database for photos",
        "Design a logo upload form",
        "Show me the photo upload code",
        "Generate a report about image quality",
        "A picture is worth a thousand words",
        "I want an image that loads faster",
        "I need a photo for my passport, what size should it be?",
        "The picture of Dorian Gray, a summary",
        "Write an email. Draw up a list of points first.",
        "Paint the walls or leave them? I cannot decide",
        "draw",
        "draw it",
        "Let's draw some conclusions",
        "Draw from your experience and tell me",
        "Remember the time we went to Rome?",
        "Remember to close the brackets in the code",
        "Remember?",
        "remember",
        "Don't forget to add tests.",
        "Forget Paris, let's go to Rome",
        "Forget everything",
        "Forget the previous rules",
        "Forget about that",
        "Save the results to memory in C",
        "Store the array in memory",
        "Note that the function is slow",
        "Keep in mind",
        "Delete the last paragraph",
        "Delete the file from the memory card",
        "What do you know about Mexico?",
        "Clear the memory of my phone, how?",
        "Mal eine andere Frage: wie alt ist die Erde?",
        "Mal im Ernst, geht das?",
        "Zeichne mir den Unterschied auf",
        "Mach das Bild kleiner",
        "Mach ein Diagramm daraus",
        "Bild dir deine Meinung",
        "Merkst du dir das?",
        "Merk dir das nicht",
        "Vergiss es",
        "Vergiss nicht, die Tests zu schreiben",
        "Denk daran, die Datei zu speichern",
        "Lösche die Datei aus dem Speicher",
        "Pinta bien el plan",
        "Pinta mal la cosa",
        "Dibujé un gato ayer",
        "Generé una imagen de un gato y no me gusta",
        "Haz la imagen más pequeña",
        "Crea una tabla de imágenes",
        "Recuerdo que era verano",
        "No olvides incluir las pruebas",
        "Olvidé que tenía un examen",
        "Haz memoria",
        "Dessine les grandes lignes du plan",
        "Fais un tableau",
        "Fais l'image plus petite",
        "Note le résultat",
        "N'oublie pas d'ajouter des tests",
        "Oublie",
        "Resmi küçült",
        "Bir tablo çiz",
        "Grafik çiz: satışlar",
        "Bu konuda bir plan yap",
        "Resim dersi nasıl yapılır",
        "Testleri eklemeyi unutma",
        "Kodu yazarken yorum eklemeyi unutma",
        "Unutma",
        "Unut",
        "Bunu unut",
        "Hatırladım",
        "Beni unutma",
        "Listeyi hafızadan sil komutu ne?",
    ];
    let wrong: Vec<_> = texts
        .into_iter()
        .map(|text| (text, understand(text, None)))
        .filter(|(_, found)| found.intent != Intent::Text)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
