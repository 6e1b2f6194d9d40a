//! From what a file holds to a conversation of ours: what nobody said is left out, and the rest stays joined.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, SubsecRound as _, Utc};
use mami_ports::{Problem, TokenUsage, TurnEnd};

use super::{Format, Imported, ImportedMessage, MAX_MESSAGE_BYTES, MAX_MESSAGES, PROVIDER};
use crate::{
    conversations::{MAX_FOLDER_CHARS, MAX_TAG_CHARS, MAX_TITLE_CHARS, with_tag},
    message::{Role, Status},
    title,
};

/// The longest name of a model or provider, in characters.
const MAX_NAME: usize = 200;
/// The longest id of another program that is kept as it is.
const MAX_ID: usize = 200;

/// A conversation as its format's reader found it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    pub(super) pinned: bool,
    pub(super) archived: bool,
    pub(super) folder: String,
    pub(super) tags: Vec<String>,
    pub(super) private: bool,
    /// The end of the branch that was shown.
    pub(super) current: Option<String>,
    pub(super) nodes: Vec<Node>,
    /// Messages without text are messages all the same.
    pub(super) keeps_empty: bool,
}

/// A place in the tree.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// A message.
    Said(Box<Said>),
    /// What the model thought before the answer that follows.
    Thought(String),
    /// What people were not shown: instructions, tools at work.
    Hidden,
}

/// A message.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) role: Role,
    pub(super) content: String,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) reasoning: Option<String>,
    pub(super) reasoning_ms: Option<u32>,
    pub(super) provider: Option<String>,
    pub(super) model: Option<String>,
    pub(super) status: Status,
    pub(super) finish_reason: Option<TurnEnd>,
    pub(super) usage: Option<TokenUsage>,
    pub(super) error: Option<Problem>,
}

impl Said {
    pub(super) fn new(role: Role, content: String, at: Option<DateTime<Utc>>) -> Self {
        Self {
            role,
            content,
            at,
            reasoning: None,
            reasoning_ms: None,
            provider: (role == Role::Assistant).then(|| PROVIDER.to_owned()),
            model: None,
            status: Status::Complete,
            finish_reason: (role == Role::Assistant).then_some(TurnEnd::Stop),
            usage: None,
            error: None,
        }
    }
}

/// What was left out of a conversation that was taken.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    /// Messages without text.
    pub(super) empty: u32,
    /// Messages that are too long.
    pub(super) too_long: u32,
}

/// Makes a conversation of it. `fallback_id` names it where it has no id of its own.
pub(super) fn finish(
    draft: Draft,
    format: Format,
    fallback_id: impl FnOnce() -> String,
    now: DateTime<Utc>,
) -> Result<(Imported, Left), String> {
    let now = now.trunc_subsecs(6);
    let begun = draft.created_at.filter(|at| *at <= now);
    let (messages, head, left) = join(draft.nodes, draft.current.as_deref(), draft.keeps_empty, begun, now)?;
    if messages.is_empty() && !draft.keeps_empty {
        return Err("nothing was said in it".to_owned());
    }
    let first = messages.iter().map(|message| message.created_at).min();
    let last = messages.iter().map(|message| message.created_at).max();
    let created_at = begun.or(first).unwrap_or(now);
    let updated_at = draft.updated_at.filter(|at| *at <= now).or(last).unwrap_or(created_at).max(created_at);
    let id = draft.id.map(|id| plain(&id, usize::MAX)).filter(|id| (1..=MAX_ID).contains(&id.len()));
    let mut title = plain(draft.title.as_deref().unwrap_or_default(), MAX_TITLE_CHARS);
    if title.is_empty() {
        let said = messages.iter().find(|message| message.role == Role::User).or(messages.first());
        title = said
            .map(|message| plain(&title::from_message(&message.content), MAX_TITLE_CHARS))
            .unwrap_or_default();
    }
    let mut tags = Vec::new();
    for tag in draft.tags.iter().map(|tag| plain(tag, MAX_TAG_CHARS)).filter(|tag| !tag.is_empty()) {
        tags = with_tag(&tags, &tag).unwrap_or(tags);
    }
    let conversation = Imported {
        source: format!("{}:{}", format.as_str(), id.unwrap_or_else(fallback_id)),
        title,
        created_at,
        updated_at,
        pinned: draft.pinned,
        archived: draft.archived,
        folder: plain(&draft.folder, MAX_FOLDER_CHARS),
        tags,
        private: draft.private,
        head,
        messages,
    };
    Ok((conversation, left))
}

/// One line of at most so many characters, without what is no character to be seen.
fn plain(text: &str, most: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let cut: String = line.trim().chars().take(most).collect();
    cut.trim_end().to_owned()
}

/// What no database of ours takes.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

type Joined = (Vec<ImportedMessage>, Option<usize>, Left);

/// The messages, each behind the one that it follows. Whatever is left out, what followed it follows what was before it.
/// Nothing here calls itself, so a tree may be as deep as it likes.
fn join(
    mut nodes: Vec<Node>,
    current: Option<&str>,
    keeps_empty: bool,
    begun: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Joined, String> {
    if nodes.iter().filter(|node| matches!(node.what, What::Said(_))).count() > MAX_MESSAGES {
        return Err(format!("it has more than {MAX_MESSAGES} messages"));
    }
    let mut place: HashMap<&str, usize> = HashMap::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        if let Some(id) = &node.id {
            place.entry(id).or_insert(index);
        }
    }
    let parents: Vec<Option<usize>> = nodes
        .iter()
        .map(|node| node.parent.as_ref().and_then(|parent| place.get(parent.as_str()).copied()))
        .collect();
    let current = current.and_then(|id| place.get(id).copied());
    let (order, parents) = in_order(parents);

    let mut left = Left::default();
    let mut messages: Vec<ImportedMessage> = Vec::new();
    // For each place: the last message up to there, and the thought that waits for an answer there.
    let mut reached: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); nodes.len()];
    let mut thoughts: Vec<(String, Option<usize>)> = Vec::new();
    for index in order {
        let from = parents.get(index).copied().flatten();
        let (parent, mut waiting) = from.and_then(|from| reached.get(from).copied()).unwrap_or_default();
        let what = nodes.get_mut(index).map(|node| std::mem::replace(&mut node.what, What::Hidden));
        let mut end = parent;
        match what {
            Some(What::Said(said)) => {
                let thinks = said.reasoning.as_ref().map_or(0, String::len);
                if said.content.len() > MAX_MESSAGE_BYTES || thinks > MAX_MESSAGE_BYTES {
                    left.too_long += 1;
                } else if !keeps_empty && said.content.trim().is_empty() {
                    left.empty += 1;
                    if let Some(reasoning) = said.reasoning {
                        thoughts.push((reasoning, waiting));
                        waiting = Some(thoughts.len() - 1);
                    }
                } else {
                    let earlier = parent.and_then(|parent| messages.get(parent));
                    let (depth, not_before) =
                        earlier.map_or((0, None), |it| (it.depth + 1, Some(it.created_at)));
                    let mut message = message(*said, parent, depth, not_before.or(begun), now);
                    if message.role == Role::Assistant && message.reasoning.is_none() {
                        message.reasoning = collected(&mut thoughts, waiting);
                    }
                    waiting = None;
                    messages.push(message);
                    end = Some(messages.len() - 1);
                }
            }
            Some(What::Thought(text)) => {
                thoughts.push((text, waiting));
                waiting = Some(thoughts.len() - 1);
            }
            Some(What::Hidden) | None => {}
        }
        if let Some(slot) = reached.get_mut(index) {
            *slot = (end, waiting);
        }
    }
    let shown = current.and_then(|current| reached.get(current)).and_then(|(end, _)| *end);
    let newest = (0..messages.len()).max_by_key(|index| messages.get(*index).map(|it| it.created_at));
    Ok((messages, shown.or(newest), left))
}

/// All places, each behind its parent, and the parents without those that would lead round in a circle.
fn in_order(mut parents: Vec<Option<usize>>) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut waiting = VecDeque::new();
    for (index, parent) in parents.iter().enumerate() {
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(index),
            None => waiting.push_back(index),
        }
    }
    let mut seen = vec![false; parents.len()];
    let mut order = Vec::with_capacity(parents.len());
    for next in 0..=parents.len() {
        while let Some(index) = waiting.pop_front() {
            match seen.get_mut(index) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            order.push(index);
            waiting.extend(children.get(index).into_iter().flatten());
        }
        // Nothing led there: it is in a circle, which is opened here.
        if seen.get(next) == Some(&false) {
            if let Some(parent) = parents.get_mut(next) {
                *parent = None;
            }
            waiting.push_back(next);
        }
    }
    (order, parents)
}

/// The thoughts that led to an answer, oldest first. They are given once, to the first answer that follows.
fn collected(thoughts: &mut [(String, Option<usize>)], mut next: Option<usize>) -> Option<String> {
    let (mut found, mut length) = (Vec::new(), 0);
    while let Some((text, before)) = next.and_then(|next| thoughts.get_mut(next)) {
        next = *before;
        length += text.len();
        let text = std::mem::take(text);
        if !text.trim().is_empty() {
            found.push(text);
        }
    }
    found.reverse();
    let all = without_nul(found.join("\n\n"));
    (!all.is_empty() && length <= MAX_MESSAGE_BYTES).then_some(all)
}

fn message(
    said: Said,
    parent: Option<usize>,
    depth: u32,
    not_before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ImportedMessage {
    let name = |name: Option<String>| name.map(|name| plain(&name, MAX_NAME)).filter(|name| !name.is_empty());
    let at = said.at.filter(|at| *at <= now).or(not_before).unwrap_or(now);
    let status = if said.status == Status::Streaming { Status::Interrupted } else { said.status };
    ImportedMessage {
        parent,
        depth,
        role: said.role,
        content: without_nul(said.content),
        status,
        reasoning: said.reasoning.map(without_nul).filter(|text| !text.is_empty()),
        reasoning_ms: said.reasoning_ms,
        provider: name(said.provider),
        model: name(said.model),
        finish_reason: said.finish_reason,
        usage: said.usage,
        error: said.error,
        // What follows something was not said before it.
        created_at: not_before.filter(|_| parent.is_some()).map_or(at, |earlier| at.max(earlier)),
    }
}
