//! Whether something is to be remembered, forgotten, or told from memory.

use std::{ops::Range, sync::LazyLock};

use super::{own::Sentence, pattern::Pattern};

/// What is to be done with memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Save,
    /// What was said just before.
    SaveThat,
    Forget,
    Recall,
    /// Everything that is known.
    RecallAll,
}

/// Who says what with a question mark asks, unless the words before made it a request.
const SAVE: &[&str] = &[
    // English
    "remember that|this *![when|to|how|the|back|we|this|that|is]",
    "remember *![that|this|when|to|how|the|back|me|us|it|last|what|where|who]",
    "keep|bear in mind that? *![that|this|it]",
    "don|dont|not|never t? ever? forget that *",
    "don|dont|not|never t? ever? forget *[i|i'm|my|we|our]",
    "make|take a? mental? note that|of|about? *![that|of|it]",
    "note that? down? *[i|my|we|our]",
    "save|add|store|put|write|keep|commit this|it? to|in|into your? memory that? *",
    "save|add|store|put|keep * to|in|into your memory|memories",
    "memorize|memorise this|that|fact? *[i|my|we|our|that]",
    // Turkish: the verb comes last, or first with a colon.
    "sunu|bunu|lutfen? hatirla|hatirlayin ki? *",
    "*![beni|bunu|onu|sunu] hatirla|hatirlayin",
    "sunu|bunu hatirla|hatirlayin|unutma|unutmayin *",
    "sakin? unutma|unutmayin ki? *",
    "*![beni|bizi|bunu|onu|sunu] unutma|unutmayin",
    "sunu|bunu? aklinda|aklinizda|hafizanda|aklinin|hafizanin tut *",
    "* aklinda|aklinizda|hafizanda tut|tutun|tutar|bulunsun misin?",
    "* aklinin|hafizanin bir kosesinde|kenarinda tut|tutun|bulunsun",
    "sunu|bunu? hafizana|bellegine|aklina|hafizaniza kaydet|ekle|yaz|al|not? *",
    "* hafizana|bellegine|aklina|hafizaniza kaydet|ekle|yaz|al|kazi",
    "sunu|bunu? not al|et|edin|alin *",
    "*![bunu|sunu|onu] not al|et|edin|alin",
    "sunu|bunu? kaydet *[benim|ben]",
    // German
    "merk|merke dir|euch das|dies|folgendes? gut? dass? *![nicht|das|es|bloss|doch]",
    "merken sie sich das|dies|folgendes? bitte? dass? *![nicht|das]",
    "kannst|konntest|wurdest|willst du dir bitte? bitte? das|dies? merken dass? *",
    "kannst|konntest|wurdest du dir bitte? *![das|dies] merken",
    "ich? mochte|will|mochte? dass du dir merkst|notierst dass? *",
    "denk|denke bitte? daran|dran bitte? dass *",
    "behalt|behalte bitte? im kopf|gedachtnis|hinterkopf dass? *",
    "behalt|behalte bitte? dass *",
    "vergiss|vergesst bitte? nicht|nie|niemals dass *",
    "vergiss|vergesst bitte? nicht|nie|niemals *[ich|mein|meine|meinen|wir]",
    "notier|notiere|notieren dir|sie? dir? bitte? das? dass? *![bitte|das|die|der]",
    "speicher|speichere|speichern bitte? das|dies|sie? in deinem|im|dein gedachtnis dass? *",
    "speicher|speichere|schreib * in deinem|dein gedachtnis",
    "erinner|erinnere dich bitte? daran|dran? dass *",
    "nimm in dein gedachtnis auf dass? *",
    "nimm bitte? zur kenntnis dass *",
    // Spanish
    "recuerda|recuerde|recordad que|esto|lo? siguiente? *![cuando|como|el|la|que|esto]",
    "acuerdate|acuerdese bien? de? que *",
    "ten|tenga|tengan en cuenta que? *![que|esto|eso]",
    "ten|tenga presente que? *![que|esto|eso]",
    "no te|se? olvides|olvide nunca? de? que *",
    "no te|se? olvides|olvide nunca? de? *[mi|mis|yo|soy]",
    "nunca te? olvides de? que *",
    "anota|apunta|anote que *",
    "anota|apunta esto? *[mi|mis|soy|tengo|vivo]",
    "toma|tome nota de? que? *![de|que|esto]",
    "guarda|anade|agrega|almacena|apunta esto|lo? en|a tu|la memoria que? *",
    "guarda|anade|agrega|almacena * en|a tu memoria",
    "memoriza|memorice que *",
    "recordar|memorizar que *",
    "quiero|necesito|gustaria|me que? recuerdes|memorices que *",
    "quiero|me gustaria? que recuerdes|memorices que *",
    // French
    "retiens|retenez bien? que|qu|ceci *",
    "retiens|retenez bien? *[mon|ma|mes|je|j|nous]",
    "souviens|souvenez toi|vous bien? que|qu|de? *![moi|que|qu|de|quand|ca]",
    "rappelle|rappelez toi|vous bien? que|qu *",
    "garde|gardez bien? en tete|memoire que|qu? *![que|qu|ca]",
    "garde|gardez bien? a l esprit que|qu? *![que|qu|ca]",
    "n oublie|oubliez pas|jamais surtout? que|qu *",
    "n oublie|oubliez pas|jamais *[mon|ma|mes|je|j]",
    "note|notez bien? que|qu *",
    "note|notez bien? *[je|j|mon|ma|mes|nous]",
    "prends|prenez bien? note que|qu|de? *![que|qu|de|ca]",
    "enregistre|ajoute|sauvegarde|stocke|mets ceci|ca|cela? dans|a|en ta memoire que|qu? *",
    "enregistre|ajoute|sauvegarde|stocke|mets * dans|a|en ta memoire",
    "memorise|memorisez bien? que|qu *",
    "retenir|memoriser|noter que|qu *",
    "te souvenir|rappeler que|qu *",
    "je veux|voudrais|aimerais|souhaite que tu retiennes|memorises|notes que|qu *",
    "je veux|voudrais|aimerais|souhaite que tu te souviennes|rappelles que|qu *",
];

const SAVE_THAT: &[&str] = &[
    "remember that|this|it",
    "keep that|this|it? in mind",
    "don|dont t? forget that|this|it",
    "make a note of that|this|it",
    "save|add that|this|it to your? memory",
    "bunu|sunu|onu hatirla|unutma|kaydet",
    "bunu aklinda|hafizanda tut",
    "bunu hafizana kaydet|ekle",
    "merk|merke dir das|dies bitte?",
    "vergiss das|es bitte? nicht",
    "recuerdalo|anotalo",
    "recuerda eso|esto",
    "no lo olvides",
    "retiens ca|cela|le bien?",
    "souviens t en",
    "note le|ca",
    "n oublie pas ca|cela",
    "ne l oublie pas",
];

const FORGET: &[&str] = &[
    // English
    "forget that|about? *[i|i'm|my|our|what|where|who|everything|anything|all]",
    "forget about *[i|my|our|what|where|who|everything|me]",
    "you can|may|should forget that|about? *[i|my|our|what|where|who|everything|anything]",
    "stop remembering that|about? *",
    "delete|remove|erase|wipe|clear|drop the|any|all|your|that? memory|memories|note about|of|that|on *",
    "delete|remove|erase|wipe|drop|take|clear * from|out your memory|memories",
    "delete|erase|wipe|clear all? of? my|your *[memory|memories]",
    // Turkish
    "*![bunu|sunu|onu|hepsini|bos|beni|her|gec] unut|unutun|unutabilirsin",
    "*![bunu|sunu|onu|beni] unutur musun",
    "her *[seyi] unut",
    "* hafizandan|belleginden|aklindan|hafizanizdan sil|cikar|kaldir|at|silin|siler misin?",
    "* ani|aniyi|anilari|hatirayi|anini|hatiralari sil|kaldir|cikar|unut",
    "tum? *[anilarimi|anilarini|hatiralarimi|hafizani] sil|temizle",
    // German
    "vergiss|vergesst bitte? dass *",
    "vergiss|vergesst bitte? *[mein|meine|meinen|was|alles|wo|wer|wie]",
    "du kannst|darfst|sollst *[mein|meine|meinen|vergessen|was|alles] vergessen",
    "kannst|konntest du bitte? *[mein|meine|meinen|alles] vergessen",
    "losch|losche|entferne|entfern|streich|streiche bitte? die|alle|deine? erinnerung|erinnerungen|notiz|notizen an|uber|von|zu *",
    "losch|losche|entferne|entfern|streich|streiche bitte? * aus deinem|deiner gedachtnis|speicher|erinnerung",
    "losch|losche bitte? alle|deine|meine *[erinnerungen]",
    // Spanish
    "olvida|olvide|olvidate|olvidar|olvidarte de? que *",
    "olvida|olvide|olvidate|olvidar|olvidarte de? *[mi|mis|lo|todo|donde|cuando|quien]",
    "borra|elimina|quita|suprime|borrar el|los|ese|tu? recuerdo|recuerdos|memoria|nota de|del|sobre *",
    "borra|elimina|quita|saca|suprime|borrar de tu memoria *",
    "borra|elimina|quita|saca|suprime|borrar * de tu memoria",
    "borra|elimina todos? *[mis|tus] recuerdos",
    // French
    "oublie|oubliez|oublier que|qu *",
    "oublie|oubliez|oublier *[mon|ma|mes|ce|tout|ou|qui]",
    "supprime|efface|retire|enleve|supprimer|effacer le|les|ton|tes|ce? souvenir|souvenirs|note de|d|du|sur|a|concernant *",
    "supprime|efface|retire|enleve|supprimer|effacer de ta memoire *",
    "supprime|efface|retire|enleve|supprimer|effacer * de ta memoire",
    "supprime|efface tous? *[mes|tes] souvenirs",
];

const RECALL: &[&str] = &[
    "what do|did you remember|recall about *![me]",
    "what have you remembered|saved|stored|noted about *![me]",
    "* hakkinda|ilgili neler|ne|neyi hatirliyorsun",
    "an was|woran? erinnerst du dich uber|bei|von|an|zu *![mich]",
    "woran erinnerst du dich uber|bei|von|an|zu *![mich]",
    "que recuerdas de|sobre|acerca de? *",
    "de quoi te souviens tu a propos de|d? *![moi]",
    "de quoi te souviens tu au sujet de|d? *![moi]",
    "de quoi te souviens tu sur|concernant *![moi]",
    "que|qu as tu retenu|enregistre|note sur|de *![moi]",
    "search|look in|through? your|my? memory|memories for *",
];

const RECALL_ALL: &[&str] = &[
    // English
    "what all? do|did|can you all? know|remember|recall|have about me so? far?",
    "what have you saved|stored|remembered|learned|learnt|noted|memorized|memorised|recorded about me so? far?",
    "what else do you know|remember about me",
    "what s|is|are? in|saved|stored in? your|my memory|memories about? me?",
    "what memories do you have of|about? me?",
    "show|list|display|give|tell me? all? of? my|your|the memories about|of? me?",
    "list|show|tell|give|read me? a? everything|all|what|summary that|of? what? you know|remember|saved|stored|have about me ~",
    "what do i? you remember",
    // Turkish
    "benim? hakkimda ne|neler|neyi biliyorsun|hatirliyorsun|kaydettin|sakladin|ogrendin|sakliyorsun|biliyorsunuz ~",
    "benim? hakkimda hangi bilgileri|seyleri|bilgiler ~",
    "benimle ilgili ne|neler|neyi biliyorsun|hatirliyorsun|kaydettin|sakladin|ogrendin ~",
    "benimle|hakkimda|benim ilgili|hakkimda? hatirladiklarini|bildiklerini|kaydettiklerini|bildigin|hatirladigin her? seyi? listele|goster|soyle|yaz|anlat|say ~",
    "hafizandakileri|bellegindekileri|anilarimi|hatiralarimi|anilari|hafizani|hatirladiklarini goster|listele|soyle|getir ~",
    "hafizanda|belleginde benimle|hakkimda? ilgili? ne|neler var|kayitli|duruyor",
    // German
    "was weisst|weist du eigentlich|alles|noch|schon? alles? uber|von mich|mir ~",
    "was hast du dir? alles|bisher? uber|von mich|mir alles? gemerkt|gespeichert|behalten|notiert",
    "was hast du dir bisher|alles? gemerkt|gespeichert",
    "was steht|ist in deinem gedachtnis uber? mich?",
    "zeig|zeige|liste|nenn|nenne mir? alle|all? meine|deine|die? erinnerungen an|uber|auf? mich? auf?",
    "liste|zeig|zeige|nenn|nenne|sag mir? alles|auf|was alles|auf? was? du uber|von mich|mir weisst|gespeichert|gemerkt|behalten ~",
    "woran erinnerst du dich",
    // Spanish: `mi` is the last word, or it is "my".
    "que mas|cosas|informacion? sabes|conoces|recuerdas|guardas|tienes guardado? sobre|de|acerca de? mi",
    "que has|tienes guardado|recordado|anotado|aprendido|memorizado|apuntado sobre|de|acerca de? mi",
    "muestrame|ensename|lista|enumera|dime|muestra|listame|ver todos? mis|tus|los recuerdos ~",
    "enumera|lista|muestrame|dime|cuentame|ensename|listame todo|cosas? lo? que sabes|recuerdas|guardas|has guardado? de|sobre|acerca de? mi",
    "que hay en tu memoria sobre|de? mi?",
    // French
    "que|qu sais|savez tu|vous de|sur moi",
    "qu est ce que tu|vous sais|savez|connais|as retenu? de|sur moi",
    "que|qu as tu retenu|enregistre|memorise|garde|note|appris a? sur|de|propos de? moi",
    "tu|que sais quoi sur|de moi",
    "de quoi te souviens tu sur|a|de propos? de? moi",
    "de quoi te souviens tu",
    "montre|affiche|liste|donne|montrer moi? tous? mes|tes|les souvenirs ~",
    "liste|dis|montre|affiche|raconte|donne moi? tout? ce que tu sais|as retenu? sur|de|a moi|propos ~",
    "qu y a t il dans ta memoire ~",
];

/// What nobody means as a fact: orders to forget the orders.
const ORDERS: &[&str] = &[
    "instructions",
    "instruction",
    "prompt",
    "prompts",
    "rules",
    "guidelines",
    "above",
    "training",
    "talimatlari",
    "talimati",
    "talimatlarini",
    "kurallari",
    "komutlari",
    "yonergeleri",
    "anweisungen",
    "anweisung",
    "regeln",
    "vorgaben",
    "oben",
    "instrucciones",
    "instruccion",
    "reglas",
    "consignes",
    "regles",
];

/// "do not forget **to** …" is about the task at hand; so is a verb with these endings in Turkish.
const TASK_ENDINGS: &[&str] = &["mayi", "meyi", "mamayi", "memeyi"];

static TABLE: LazyLock<Vec<(Wish, Pattern)>> = LazyLock::new(|| {
    let rules = [
        (Wish::SaveThat, SAVE_THAT),
        (Wish::RecallAll, RECALL_ALL),
        (Wish::Recall, RECALL),
        (Wish::Save, SAVE),
        (Wish::Forget, FORGET),
    ];
    rules
        .into_iter()
        .flat_map(|(wish, patterns)| patterns.iter().map(move |pattern| (wish, Pattern::new(pattern))))
        .collect()
});

/// What a sentence wishes of memory, and which of its words it is about.
pub(super) fn find(sentence: &Sentence) -> Option<(Wish, Range<usize>)> {
    TABLE.iter().find_map(|(wish, pattern)| {
        let argument = pattern.find(sentence)?;
        let fits = match wish {
            Wish::Save => {
                let last = argument.end.checked_sub(1).map_or("", |last| sentence.word(last));
                (!sentence.question || sentence.asking || is_request(sentence))
                    && !TASK_ENDINGS.iter().any(|ending| last.ends_with(ending))
            }
            Wish::Forget => {
                (!sentence.question || sentence.asking || is_request(sentence))
                    && !sentence.has(ORDERS)
                    && !is_only_everything(sentence, &argument)
            }
            Wish::SaveThat => !sentence.question || sentence.asking,
            Wish::Recall | Wish::RecallAll => true,
        };
        fits.then_some((*wish, argument))
    })
}

/// German, where what is asked for comes between the parts of the question.
fn is_request(sentence: &Sentence) -> bool {
    ["kannst", "konntest", "wurdest"].contains(&sentence.word(0)) || sentence.has(&["misin"])
}

/// "Forget everything": what, is not said.
fn is_only_everything(sentence: &Sentence, argument: &Range<usize>) -> bool {
    argument.len() == 1
        && ["everything", "all", "anything", "alles", "todo", "lo", "tout", "ce", "what", "was"]
            .contains(&sentence.word(argument.start))
}
