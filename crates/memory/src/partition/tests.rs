use std::collections::HashSet;

use super::*;
use crate::{question::asked_about, rank::RankPolicy};

fn turn(number: u128) -> ItemId {
    ItemId::Turn(MessageId::from_uuid(Uuid::from_u128(number)))
}

fn fact(number: u128) -> ItemId {
    ItemId::Fact(MemoryId::from_uuid(Uuid::from_u128(number)))
}

/// A turn of the person's, in conversation 1, at the place that its number gives.
fn item(number: u128, text: &str) -> Item<'_> {
    Item {
        id: turn(number),
        group: Uuid::from_u128(1),
        position: i64::try_from(number).unwrap(),
        at: "2024-03-05T12:00:00Z".parse().unwrap(),
        author: Author::User,
        text,
        extra: "",
        sources: &[],
        private: false,
    }
}

fn filled(items: &[Item<'_>]) -> Partition {
    let mut partition = Partition::new(Names::new(["Deniz", "Mami"]));
    for item in items {
        partition.upsert(item, None).unwrap();
    }
    partition
}

fn ask<'a>(text: &'a str, excluded: &'a HashSet<ItemId>) -> Question<'a> {
    Question {
        text,
        vector: None,
        about: Some(asked_about(text)),
        private: false,
        kinds: Kinds::ALL,
        groups: None,
        excluded,
        limit: 10,
    }
}

fn search(partition: &Partition, question: &Question<'_>) -> Found {
    partition.search(question, &RankPolicy::default(), &mut Scratch::default())
}

fn ids(found: &Found) -> Vec<ItemId> {
    found.hits.iter().map(|hit| hit.id).collect()
}

/// The best hit, when it holds a word of the question.
fn best(partition: &Partition, text: &str) -> Option<ItemId> {
    let found = search(partition, &ask(text, &HashSet::new()));
    found.hits.first().filter(|hit| !hit.why.words.is_empty()).map(|hit| hit.id)
}

#[test]
fn the_words_of_a_question_find_the_turn() {
    let partition = filled(&[
        item(1, "My sister lives in Izmir with two cats."),
        item(2, "I bought a red bicycle for the summer."),
        item(3, "The bakery closes early on Sundays."),
    ]);
    let found = search(&partition, &ask("Which bicycles did Deniz buy for Mami?", &HashSet::new()));
    assert_eq!(found.hits[0].id, turn(2));
    assert_eq!(found.hits[0].why.words, ["bicycles"]);
    assert!(
        found.hits[0].why.author && !found.hits[0].why.beside_hit && !found.hits[0].why.same_conversation
    );
    assert!(found.coverage > 0.3 && found.coverage < 0.7, "{}", found.coverage);
    assert_eq!(found.similarity, None);
    let beside: Vec<bool> = found.hits.iter().map(|hit| hit.why.beside_hit).collect();
    assert_eq!(beside, [false, true, true]);
    let none = search(&partition, &ask("What about the zeppelin?", &HashSet::new()));
    assert!(none.coverage.abs() < f32::EPSILON);
    assert!(search(&Partition::default(), &ask("bicycle", &HashSet::new())).hits.is_empty());
}

#[test]
fn what_stands_after_a_hit_comes_before_what_does_not() {
    let elsewhere = Item { group: Uuid::from_u128(2), ..item(4, "Yes, let us do that soon again.") };
    let partition = filled(&[
        elsewhere,
        item(3, "Thanks, all of you."),
        item(1, "How was the concert?"),
        item(2, "Loud, and far too long for me."),
    ]);
    let found = search(&partition, &ask("the concert", &HashSet::new()));
    let place = |id| ids(&found).iter().position(|other| *other == id).unwrap();
    assert!(place(turn(2)) < place(turn(3)) && place(turn(3)) < place(turn(4)), "{found:?}");
    assert!(found.hits[place(turn(3))].why.same_conversation);
    assert!(!found.hits[place(turn(4))].why.same_conversation);
}

#[test]
fn meaning_finds_what_words_do_not() {
    let mut partition = filled(&[item(1, "We got a puppy."), item(2, "The train was late.")]);
    let excluded = HashSet::new();
    let mut question = ask("pets", &excluded);
    question.vector = Some(&[1.0, 0.0]);
    assert_eq!(search(&partition, &question).similarity, None, "there are no vectors yet");
    assert!(partition.set_vector(turn(1), &[0.8, 0.6]).unwrap());
    assert!(partition.has_vector(turn(1)) && !partition.has_vector(turn(2)));
    assert!(!partition.set_vector(turn(9), &[0.8, 0.6]).unwrap());
    assert!(partition.set_vector(turn(2), &[1.0]).is_err());
    let found = search(&partition, &question);
    assert_eq!(found.hits[0].id, turn(1));
    assert!((found.hits[0].why.similarity.unwrap() - 0.8).abs() < 0.01);
    assert!((found.similarity.unwrap() - 0.8).abs() < 0.01);
    assert_eq!(found.hits[1].why.similarity, None);
    partition.clear_vectors();
    assert_eq!(search(&partition, &question).similarity, None);
    partition.set_vector(turn(2), &[1.0, 0.0, 0.0]).unwrap();
}

#[test]
fn what_is_private_is_seen_by_private_questions_alone() {
    let secret = Item { private: true, ..item(1, "The vault opens with a violin.") };
    let beside = item(2, "Nothing to see.");
    let mut partition = filled(&[secret, beside]);
    partition.set_vector(turn(1), &[1.0, 0.0]).unwrap();
    partition.set_vector(turn(2), &[0.0, 1.0]).unwrap();
    let excluded = HashSet::new();
    let mut question = Question { vector: Some(&[1.0, 0.0]), ..ask("the violin vault", &excluded) };
    let found = search(&partition, &question);
    assert_eq!(ids(&found), [turn(2)]);
    assert!(found.similarity.unwrap() < 0.1 && found.coverage.abs() < f32::EPSILON, "{found:?}");
    assert!(!found.hits[0].why.beside_hit && !found.hits[0].why.same_conversation);
    question.private = true;
    assert_eq!(ids(&search(&partition, &question)), [turn(1), turn(2)]);
}

#[test]
fn what_is_excluded_or_not_asked_for_is_not_found() {
    let chunk = ItemId::Chunk(ChunkId::from_uuid(Uuid::from_u128(7)));
    let remembered = Item { id: fact(3), group: Uuid::nil(), ..item(3, "Plays the violin") };
    let document = Item { id: chunk, group: Uuid::from_u128(5), ..item(4, "violin makers of Cremona") };
    let partition = filled(&[item(1, "My violin is old"), item(2, "A violin again"), remembered, document]);
    let excluded = HashSet::from([turn(1), turn(99)]);
    let question = ask("violin", &excluded);
    let all =
        |question: &Question<'_>| ids(&search(&partition, question)).into_iter().collect::<HashSet<_>>();
    assert_eq!(all(&question), HashSet::from([turn(2), fact(3), chunk]));
    let kinds = |turns, facts, chunks| Question { kinds: Kinds { turns, facts, chunks }, ..question };
    assert_eq!(all(&kinds(true, false, false)), HashSet::from([turn(2)]));
    assert_eq!(all(&kinds(false, true, false)), HashSet::from([fact(3)]));
    assert_eq!(all(&kinds(false, false, true)), HashSet::from([chunk]));
    let groups = HashSet::from([Uuid::from_u128(5), Uuid::from_u128(6)]);
    assert_eq!(all(&Question { groups: Some(&groups), ..question }), HashSet::from([chunk]));
    assert_eq!(search(&partition, &Question { limit: 1, ..question }).hits.len(), 1);
}

#[test]
fn a_fact_is_a_key_to_its_turns() {
    let source = [MessageId::from_uuid(Uuid::from_u128(2))];
    let remembered = Item { id: fact(8), sources: &source, ..item(8, "Is allergic to peanuts") };
    let turns =
        [item(1, "Dinner at eight?"), item(2, "Careful, they make me ill"), item(3, "The soup is ready")];
    let question = |partition: &Partition| search(partition, &ask("peanut allergy", &HashSet::new()));
    // Whichever comes first.
    for order in [[0, 1, 2, 3], [3, 0, 1, 2]] {
        let all = [turns[0], turns[1], turns[2], remembered];
        let mut partition = filled(&order.map(|at| all[at]));
        let found = question(&partition);
        let best: HashSet<ItemId> = ids(&found)[..2].iter().copied().collect();
        assert_eq!(best, HashSet::from([fact(8), turn(2)]), "{found:?}");
        let key = |found: &Found, id| found.hits.iter().find(|hit| hit.id == id).unwrap().why.fact;
        assert_eq!(key(&found, turn(2)), Some(MemoryId::from_uuid(Uuid::from_u128(8))));
        assert_eq!(key(&found, fact(8)), None);
        // The turn is written anew, and its fact finds it again.
        partition.upsert(&item(2, "Careful, they make me very ill"), None).unwrap();
        assert!(key(&question(&partition), turn(2)).is_some());
        partition.remove([fact(8)]);
        assert!(
            question(&partition).hits.iter().all(|hit| hit.why.fact.is_none() && hit.why.words.is_empty())
        );
        partition.upsert(&item(2, "Careful, they make me ill"), None).unwrap();
        assert!(partition.keys.is_empty() && partition.waiting.is_empty());
    }
}

#[test]
fn the_month_named_counts() {
    let at =
        |number, at: &str| Item { at: at.parse().unwrap(), ..item(number, "We went swimming at the lake") };
    let partition = filled(&[
        at(1, "2024-01-10T00:00:00Z"),
        at(2, "2024-06-10T00:00:00Z"),
        Item { group: Uuid::from_u128(2), ..at(3, "2023-06-10T00:00:00Z") },
    ]);
    let found = search(&partition, &ask("Where did I swim in June 2024?", &HashSet::new()));
    assert_eq!(found.hits[0].id, turn(2));
    let month: Vec<(ItemId, bool)> = found.hits.iter().map(|hit| (hit.id, hit.why.month)).collect();
    assert!(month.contains(&(turn(2), true)) && month.contains(&(turn(1), false)));
    assert!(month.contains(&(turn(3), false)));
}

#[test]
fn what_the_assistant_said_is_found_when_it_is_asked_for() {
    let reply = Item { author: Author::Assistant, ..item(2, "For the hike I would take the red boots") };
    let partition = filled(&[
        Item { group: Uuid::from_u128(2), ..item(1, "For the hike I would take the red boots") },
        reply,
    ]);
    assert_eq!(best(&partition, "Which boots did you recommend for the hike?"), Some(turn(2)));
    assert_eq!(best(&partition, "Which boots did I take for the hike?"), Some(turn(1)));
}

#[test]
fn what_is_removed_leaves_nothing() {
    let other = Item { group: Uuid::from_u128(2), ..item(4, "Turtles are slow") };
    let all = [item(1, "Zebras are striped"), item(2, "Zebras and giraffes"), item(3, "Lions sleep"), other];
    let mut partition = filled(&all);
    for number in 1..=4 {
        partition.set_vector(turn(number), &[0.6, 0.8]).unwrap();
    }
    assert_eq!(partition.remove([turn(2), turn(77)]), 1);
    assert!(!partition.contains(turn(2)) && !partition.has_vector(turn(2)));
    assert_eq!(best(&partition, "giraffes"), None);
    assert_eq!(best(&partition, "zebras"), Some(turn(1)));
    // The two beside it are beside each other now.
    let found = search(&partition, &ask("zebra", &HashSet::new()));
    assert!(found.hits.iter().any(|hit| hit.id == turn(3) && hit.why.beside_hit), "{found:?}");
    assert_eq!(partition.remove_group(Uuid::from_u128(1)), 2);
    assert_eq!(partition.remove_group(Uuid::from_u128(1)), 0);
    assert_eq!(
        (partition.len(), best(&partition, "zebras lions"), best(&partition, "turtle")),
        (1, None, Some(turn(4)))
    );
    partition.remove([turn(4)]);
    assert!(partition.is_empty());
    assert_eq!(
        (partition.postings.len(), partition.terms, partition.groups.number(Uuid::from_u128(2))),
        (0, 0, None)
    );
    assert!(partition.vectors.numbers().iter().all(|number| *number == 0));
    assert!(partition.spoken.iter().all(|many| *many == 0));
    // And its room is used again.
    for item in &all {
        partition.upsert(item, None).unwrap();
    }
    assert_eq!((partition.len(), partition.ids.len()), (4, 4));
    assert_eq!(best(&partition, "giraffes"), Some(turn(2)));
}

#[test]
fn an_item_taken_in_again_is_another() {
    let mut partition = filled(&[item(1, "The code is swordfish"), item(2, "Hello there")]);
    partition.set_vector(turn(1), &[0.6, 0.8]).unwrap();
    let size = partition.postings.len();
    partition.upsert(&item(1, "The word is marmalade"), None).unwrap();
    assert_eq!(best(&partition, "swordfish"), None);
    assert_eq!(best(&partition, "marmalade"), Some(turn(1)));
    assert!(!partition.has_vector(turn(1)), "the vector was that of the old text");
    assert_eq!((partition.len(), partition.postings.len()), (2, size));
    assert!(partition.upsert(&item(1, "x"), Some(&[1.0])).is_err());
    assert_eq!(best(&partition, "marmalade"), Some(turn(1)), "a refused item changes nothing");
}

#[test]
fn a_larger_one_says_so() {
    let small = filled(&[item(1, "one")]).bytes();
    let texts: Vec<String> = (0..500).map(|number| format!("word{number} again")).collect();
    let items: Vec<Item<'_>> = (1..).zip(&texts).map(|(number, text)| item(number, text)).collect();
    let mut partition = filled(&items);
    let words = partition.bytes();
    assert!(words > small + 500 * 60, "{words}");
    for item in &items {
        partition.set_vector(item.id, &[0.1; 384]).unwrap();
    }
    assert!(partition.bytes() >= words + 500 * 388);
}
