//! A place in line: how many answers one provider gives at the same time, fair between people.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mami_ports::UserId;
use tokio::sync::{oneshot, watch};

/// Lets so many in at the same time. The others wait in one line per person, and the lines take turns: someone who asks a
/// hundred things delays somebody else's one by one.
#[derive(Debug, Clone)]
pub struct FairQueue {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// How many may be in; `None` is any number.
    limit: Option<usize>,
    /// How many may wait.
    longest: usize,
    /// How many of one person's may wait: a line that one of them fills is closed to all the others.
    each: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    inside: usize,
    /// The people who wait, in the order of their turns.
    turns: VecDeque<UserId>,
    lines: HashMap<UserId, VecDeque<Waiter>>,
    waiting: usize,
    next: u64,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    position: watch::Sender<u32>,
    admitted: oneshot::Sender<Ticket>,
}

/// A place inside. Dropping it lets the next one in.
#[derive(Debug)]
pub struct Ticket {
    shared: Arc<Shared>,
}

/// A place in line. Dropping it leaves the line.
#[derive(Debug)]
pub struct Waiting {
    shared: Arc<Shared>,
    user: UserId,
    number: u64,
    /// How many are before it.
    pub position: watch::Receiver<u32>,
    /// Resolves to the place inside.
    pub admitted: oneshot::Receiver<Ticket>,
}

/// What somebody gets who comes.
#[derive(Debug)]
pub enum Place {
    /// A place inside, at once.
    Inside(Ticket),
    /// A place in line.
    InLine(Waiting),
    /// The line is as long as it may be, or the person's part of it.
    Full,
}

impl FairQueue {
    /// A queue that lets `limit` in (0 is any number) and lets `longest` wait, a quarter of them one
    /// person's at most.
    pub fn new(limit: usize, longest: usize) -> Self {
        let limit = (limit > 0).then_some(limit);
        let each = longest.div_ceil(4);
        Self { shared: Arc::new(Shared { limit, longest, each, state: Mutex::default() }) }
    }

    /// Comes for a place.
    pub fn come(&self, user: UserId) -> Place {
        let mut state = self.shared.state();
        if self.shared.limit.is_none_or(|limit| state.inside < limit) {
            state.inside += 1;
            return Place::Inside(Ticket { shared: Arc::clone(&self.shared) });
        }
        let theirs = state.lines.get(&user).map_or(0, VecDeque::len);
        if state.waiting >= self.shared.longest || theirs >= self.shared.each {
            return Place::Full;
        }
        let number = state.next;
        state.next += 1;
        let (position, positions) = watch::channel(0);
        let (admitted, admission) = oneshot::channel();
        if !state.lines.contains_key(&user) {
            state.turns.push_back(user);
        }
        state.lines.entry(user).or_default().push_back(Waiter { number, position, admitted });
        state.waiting += 1;
        state.tell_positions();
        Place::InLine(Waiting {
            shared: Arc::clone(&self.shared),
            user,
            number,
            position: positions,
            admitted: admission,
        })
    }

    /// Whether whoever comes now has to wait.
    pub fn is_full(&self) -> bool {
        self.shared.limit.is_some_and(|limit| self.shared.state().inside >= limit)
    }

    /// How many are inside, and how many wait.
    pub fn load(&self) -> (usize, usize) {
        let state = self.shared.state();
        (state.inside, state.waiting)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The one whose turn it is, taken out of the line.
    fn take_next(&mut self) -> Option<Waiter> {
        let user = self.turns.pop_front()?;
        let line = self.lines.get_mut(&user)?;
        let waiter = line.pop_front();
        if line.is_empty() {
            self.lines.remove(&user);
        } else {
            self.turns.push_back(user);
        }
        self.waiting = self.waiting.saturating_sub(usize::from(waiter.is_some()));
        waiter
    }

    /// Before the nth of a line come n of every other line, and one more of those whose turn is sooner.
    fn tell_positions(&self) {
        let lengths: Vec<usize> =
            self.turns.iter().map(|user| self.lines.get(user).map_or(0, VecDeque::len)).collect();
        for (turn, user) in self.turns.iter().enumerate() {
            for (nth, waiter) in self.lines.get(user).into_iter().flatten().enumerate() {
                let before = lengths.iter().enumerate().map(|(other, length)| {
                    (*length).min(match other.cmp(&turn) {
                        std::cmp::Ordering::Less => nth + 1,
                        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => nth,
                    })
                });
                let position = u32::try_from(before.sum::<usize>()).unwrap_or(u32::MAX);
                waiter.position.send_if_modified(|told| std::mem::replace(told, position) != position);
            }
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        let Some(next) = state.take_next() else {
            state.inside = state.inside.saturating_sub(1);
            return;
        };
        state.tell_positions();
        drop(state);
        // The place is handed on. One who has gone drops it at once, and so lets the next one in.
        drop(next.admitted.send(Ticket { shared: Arc::clone(&self.shared) }));
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        let Some(line) = state.lines.get_mut(&self.user) else { return };
        let before = line.len();
        line.retain(|waiter| waiter.number != self.number);
        let left = before - line.len();
        if line.is_empty() {
            state.lines.remove(&self.user);
            state.turns.retain(|user| *user != self.user);
        }
        state.waiting = state.waiting.saturating_sub(left);
        if left > 0 {
            state.tell_positions();
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn in_line(queue: &FairQueue, n: u128) -> Waiting {
        match queue.come(user(n)) {
            Place::InLine(waiting) => waiting,
            other => panic!("{other:?}"),
        }
    }

    fn inside(queue: &FairQueue, n: u128) -> Ticket {
        match queue.come(user(n)) {
            Place::Inside(ticket) => ticket,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_lines_of_people_take_turns() {
        let queue = FairQueue::new(1, 100);
        let mut ticket = Some(inside(&queue, 1));
        let mut hers: Vec<Waiting> = (0..5).map(|_| in_line(&queue, 1)).collect();
        let mut his = in_line(&queue, 2);
        assert_eq!(
            hers.iter().map(|waiting| *waiting.position.borrow()).collect::<Vec<_>>(),
            [0, 2, 3, 4, 5]
        );
        assert_eq!(*his.position.borrow(), 1, "one of hers is before his, not five");

        drop(ticket.take());
        ticket = Some(hers[0].admitted.try_recv().unwrap());
        assert_eq!(*his.position.borrow(), 0);
        drop(ticket.take());
        drop(his.admitted.try_recv().unwrap());
        assert!(hers[1].admitted.try_recv().is_ok());
    }

    #[test]
    fn who_leaves_the_line_holds_nobody_up() {
        let queue = FairQueue::new(1, 100);
        let ticket = inside(&queue, 1);
        let first = in_line(&queue, 2);
        let mut second = in_line(&queue, 3);
        assert_eq!(*second.position.borrow(), 1);
        drop(first);
        assert_eq!((*second.position.borrow(), queue.load()), (0, (1, 1)));
        drop(ticket);
        let ticket = second.admitted.try_recv().unwrap();
        assert_eq!(queue.load(), (1, 0));
        drop(ticket);
        assert_eq!(queue.load(), (0, 0));
    }

    #[test]
    fn one_who_left_just_when_it_was_their_turn_hands_the_place_on() {
        let queue = FairQueue::new(1, 100);
        let ticket = inside(&queue, 1);
        let (first, mut second) = (in_line(&queue, 2), in_line(&queue, 3));
        drop(ticket);
        drop(first);
        assert!(second.admitted.try_recv().is_ok());
    }

    #[test]
    fn nobody_fills_the_line_alone() {
        let queue = FairQueue::new(1, 8);
        let _ticket = inside(&queue, 1);
        let _hers = [in_line(&queue, 1), in_line(&queue, 1)];
        assert!(matches!(queue.come(user(1)), Place::Full));
        let _his = in_line(&queue, 2);
    }

    #[test]
    fn the_line_is_bounded_and_a_limit_of_none_lets_all_in() {
        let queue = FairQueue::new(1, 1);
        let _ticket = inside(&queue, 1);
        let _waiting = in_line(&queue, 1);
        assert!(matches!(queue.come(user(2)), Place::Full));
        assert!(queue.is_full());
        let open = FairQueue::new(0, 0);
        let tickets: Vec<Ticket> = (0..50).map(|n| inside(&open, n)).collect();
        assert_eq!((open.load(), open.is_full()), ((tickets.len(), 0), false));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn never_more_than_allowed_are_inside_whatever_happens_at_once() {
        let queue = FairQueue::new(3, 1000);
        let (inside, most) = (Arc::new(Mutex::new(0_usize)), Arc::new(Mutex::new(0_usize)));
        let visits = (0..300).map(|n| {
            let (queue, inside, most) = (queue.clone(), Arc::clone(&inside), Arc::clone(&most));
            tokio::spawn(async move {
                let ticket = match queue.come(user(n % 7)) {
                    Place::Inside(ticket) => ticket,
                    Place::InLine(waiting) if n % 5 == 0 => {
                        tokio::task::yield_now().await;
                        drop(waiting);
                        return;
                    }
                    Place::InLine(mut waiting) => (&mut waiting.admitted).await.unwrap(),
                    Place::Full => panic!("there is room"),
                };
                let now = {
                    let mut inside = inside.lock().unwrap();
                    *inside += 1;
                    *inside
                };
                let high = { *most.lock().unwrap() };
                *most.lock().unwrap() = high.max(now);
                tokio::task::yield_now().await;
                *inside.lock().unwrap() -= 1;
                drop(ticket);
            })
        });
        for visit in visits.collect::<Vec<_>>() {
            visit.await.unwrap();
        }
        assert!(*most.lock().unwrap() <= 3);
        assert_eq!(queue.load(), (0, 0));
    }
}
