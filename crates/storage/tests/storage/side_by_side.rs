//! What only real databases show: transactions side by side, of one server and of two, and a log that cannot be rewritten.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use mami_auth::{
    ApiKey, Conflict, Entries, Invite, InviteStatus, KeptSession, NewPassword, NewUser, PersonChange,
    Renewal, Role, Scope, Scopes, Session, Slice, StoreError, TokenHash,
    store::{Accounts, ApiKeys, Audit, Invites, SecondFactors, Sessions},
};
use mami_ports::{Clock, SystemClock, UserId};
use mami_storage::{
    Access, Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, prelude::Uuid};
use tokio::task::JoinSet;

use crate::people::{entry, ids, new_user};

fn now() -> DateTime<Utc> {
    SystemClock.now().trunc_subsecs(6)
}

fn token() -> TokenHash {
    let bytes = [ids().next::<Uuid>().uuid(), ids().next::<Uuid>().uuid()].map(Uuid::into_bytes);
    <[u8; 32]>::try_from(bytes.concat()).unwrap().into()
}

fn only(action: &str) -> Entries {
    let entry = entry(action);
    Box::new(|_| vec![entry])
}

async fn person(db: &Db, name: &str, role: Role) -> NewUser {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    let change = PersonChange { role: Some(role), ..PersonChange::default() };
    db.change_person(None, user.id, change, now(), only("user.role_changed")).await.unwrap().unwrap();
    user
}

fn invite(max_uses: u32) -> Invite {
    Invite {
        id: ids().next(),
        role: Role::Member,
        note: String::new(),
        max_uses,
        uses: 0,
        expires_at: None,
        revoked_at: None,
        status: InviteStatus::Open,
        created_by: None,
        used_by: Vec::new(),
        created_at: now(),
    }
}

fn session(user_id: UserId) -> Session {
    Session {
        id: ids().next(),
        user_id,
        created_at: now(),
        last_seen_at: now(),
        expires_at: now() + TimeDelta::hours(1),
        remembered_until: Some(now() + TimeDelta::hours(2)),
        user_agent: None,
        address: None,
    }
}

async fn the_log_cannot_be_rewritten(place: Place) {
    let db = place.open().await;
    db.record(entry("test.done")).await.unwrap();
    let raw = place.raw().await;
    for change in
        ["UPDATE audit_log SET action = 'test.undone'", "UPDATE audit_log SET id = id, detail = NULL"]
    {
        let refused = raw.execute_unprepared(change).await.unwrap_err().to_string();
        assert!(refused.contains("never changed"), "{refused}");
    }
    raw.close().await.unwrap();
    let all = Slice { before: None, limit: 10 };
    let kept = db.audit(&Default::default(), all).await.unwrap();
    assert_eq!(kept.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["test.done"]);
    assert_eq!(db.prune_audit(now() + TimeDelta::days(1)).await.unwrap(), 1, "what is old may go");
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn the_log_cannot_be_rewritten_on_sqlite() {
    the_log_cannot_be_rewritten(sqlite()).await;
}

#[tokio::test]
async fn the_log_cannot_be_rewritten_on_postgres() {
    if let Some(place) = postgres().await {
        the_log_cannot_be_rewritten(place).await;
    }
}

/// Two servers on one database.
async fn two_servers() -> Option<(Place, [Db; 2])> {
    let place = postgres().await?;
    let servers = [place.open().await, Db::connect(&place.config, Access::Server).await.unwrap()];
    Some((place, servers))
}

async fn close(place: Place, servers: [Db; 2]) {
    for server in servers {
        server.close().await;
    }
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_015_forty_redemptions_over_two_servers_use_an_invite_for_five_five_times() {
    let Some((place, servers)) = two_servers().await else { return };
    let (invite, code) = (invite(5), token());
    servers[0].create_invite(None, &invite, &code, entry("invite.created")).await.unwrap();
    let calls: JoinSet<_> = (0..40)
        .map(|number| {
            let (db, user) = (servers[number % 2].clone(), new_user(&format!("guest{number}"), Role::Member));
            async move { db.redeem_invite(&code, user, entry("user.registered")).await.map(|user| user.id) }
        })
        .collect();
    let (came, refused): (Vec<_>, Vec<_>) = calls.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!((came.len(), refused.len()), (5, 35));
    assert!(refused.iter().all(|outcome| *outcome == Err(Conflict::InviteInvalid.into())), "{refused:?}");
    let used = servers[1].invite(invite.id, now()).await.unwrap().unwrap();
    assert_eq!((used.uses, used.used_by.len(), used.status), (5, 5, InviteStatus::UsedUp));
    assert_eq!(place.count("users").await, 5);
    close(place, servers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_014_of_two_owners_who_delete_each_other_over_two_servers_one_stays() {
    let Some((place, servers)) = two_servers().await else { return };
    let mut left = person(&servers[0], "owner", Role::Owner).await.id;
    for round in 0..20 {
        let other = person(&servers[0], &format!("owner{round}"), Role::Owner).await.id;
        let calls = [(left, other), (other, left)].into_iter().zip(servers.clone());
        let calls: JoinSet<_> = calls
            .map(|((by, target), db)| async move {
                db.delete_user(Some(by), target, entry("user.deleted")).await.map(|_| by)
            })
            .collect();
        let outcomes = calls.join_all().await;
        let refused = Err(StoreError::Conflict(Conflict::NotAllowed));
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == refused).count(), 1, "{outcomes:?}");
        left = outcomes.into_iter().find_map(Result::ok).unwrap();
        assert_eq!(place.count("users").await, 1);
    }
    close(place, servers).await;
}

/// All that people and those who run the place may do at the same moment to the same accounts.
struct Crowd {
    db: Db,
    people: Vec<NewUser>,
    /// Each person's first, in their order, then each person's second.
    sessions: Vec<Session>,
    code: TokenHash,
}

impl Crowd {
    async fn act(&self, number: usize) -> Result<(), StoreError> {
        let (db, count) = (&self.db, self.people.len());
        let (one, other) = (&self.people[number % count], &self.people[(number / 3 + 1) % count]);
        let known = &self.sessions[number % self.sessions.len()];
        let (one_id, other_id) = (one.id, other.id);
        let by = Some(one_id);
        match number % 19 {
            0 | 1 => {
                let session = session(one_id);
                let (new, validator) = (token(), token());
                let entry = entry("session.started");
                db.insert_session(&session, &new, Some(&validator), &one.password_hash, entry).await.map(drop)
            }
            2 | 3 => db.touch_session(known.id, now(), known.expires_at, None).await,
            4 => {
                let renewal = Renewal {
                    expected: 0,
                    current: i32::from(number.is_multiple_of(2)),
                    advanced_at: now(),
                    validator: token(),
                    token: token(),
                    last_seen_at: now(),
                    expires_at: known.expires_at,
                    remembered_until: now() + TimeDelta::hours(2),
                    address: None,
                    user_agent: None,
                };
                db.renew_session(known.id, renewal).await.map(drop)
            }
            5 if number.is_multiple_of(2) => {
                db.delete_sessions(None, one_id, None, entry("session.ended_others")).await.map(drop)
            }
            5 => db.delete_sessions(by, other_id, None, entry("session.ended_all")).await.map(drop),
            6 => db.delete_session(known.user_id, known.id, entry("session.ended")).await.map(drop),
            7 => {
                let entry = entry("session.reuse_detected");
                db.end_stolen_session(known.user_id, known.id, entry).await.map(drop)
            }
            8 => {
                let id = self.sessions[number % count].id;
                let kept = KeptSession { id, token: token(), validator: Some(token()) };
                let keep = Some(kept).filter(|_| number.is_multiple_of(2));
                let new = NewPassword { hash: one.password_hash.clone(), only_if: None, keep };
                db.set_password(one_id, new, entry("password.changed")).await.map(drop)
            }
            9 => db.delete_expired(now() + TimeDelta::hours(3), now()).await.map(drop),
            10 | 11 => {
                let roles = [Role::Owner, Role::Admin, Role::Member];
                let change = PersonChange { role: Some(roles[number / 19 % 3]), ..PersonChange::default() };
                db.change_person(by, other_id, change, now(), only("user.role_changed")).await.map(drop)
            }
            12 => {
                let disabled = number.is_multiple_of(2).then(now);
                let change = PersonChange { disabled: Some(disabled), ..PersonChange::default() };
                db.change_person(None, other_id, change, now(), only("user.disabled")).await.map(drop)
            }
            13 => {
                let link = token();
                let soon = now() + TimeDelta::hours(1);
                db.put_reset(by, other_id, &link, soon, entry("password.reset_link_made")).await?;
                db.use_reset(&link, now(), &other.password_hash, entry("password.reset")).await.map(drop)
            }
            14 => {
                let (key, hash) = (self.key(one_id), token());
                let session = self.sessions[number % count].id;
                db.insert_api_key(session, &key, &hash, 3, entry("api_key.created")).await?;
                db.touch_api_key(key.id, now()).await
            }
            15 => {
                let invite = invite(2);
                db.create_invite(by, &invite, &token(), entry("invite.created")).await?;
                db.revoke_invite(by, invite.id, entry("invite.revoked")).await.map(drop)
            }
            16 => {
                let name: String = ids().next::<Uuid>().uuid().simple().to_string().chars().skip(2).collect();
                let user = new_user(&name, Role::Member);
                let id = user.id;
                db.redeem_invite(&self.code, user, entry("user.registered")).await?;
                db.delete_user(Some(id), id, entry("user.left")).await.map(drop)
            }
            17 => db.remove_second_factor(by, other_id, entry("second_factor.reset")).await.map(drop),
            _ => db.delete_user(by, other_id, entry("user.deleted")).await.map(drop),
        }
    }

    fn key(&self, user_id: UserId) -> ApiKey {
        ApiKey {
            id: ids().next(),
            user_id,
            name: "key".to_owned(),
            scopes: Scopes::parse([Scope::Chat]).unwrap(),
            start: "mami_0000…".to_owned(),
            created_at: now(),
            expires_at: None,
            last_used_at: None,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_who_do_everything_at_once_never_wait_for_each_other_in_a_circle() {
    let Some((place, servers)) = two_servers().await else { return };
    let (code, first) = (token(), person(&servers[0], "first", Role::Owner).await);
    servers[0].create_invite(None, &invite(10_000), &code, entry("invite.created")).await.unwrap();
    for round in 0..6 {
        let mut people = vec![first.clone()];
        for (number, role) in [Role::Owner, Role::Owner, Role::Admin, Role::Member].into_iter().enumerate() {
            people.push(person(&servers[0], &format!("person{round}x{number}"), role).await);
        }
        let mut sessions = Vec::new();
        for user in people.iter().chain(&people) {
            let (session, new, validator) = (session(user.id), token(), token());
            let started = entry("session.started");
            let kept =
                servers[0].insert_session(&session, &new, Some(&validator), &user.password_hash, started);
            kept.await.unwrap();
            sessions.push(session);
        }
        let crowds = servers
            .clone()
            .map(|db| Arc::new(Crowd { db, people: people.clone(), sessions: sessions.clone(), code }));
        let mut calls = JoinSet::new();
        for worker in 0..16 {
            let crowd = Arc::clone(&crowds[worker % 2]);
            calls.spawn(async move {
                let mut outcomes = Vec::new();
                for step in 0..25 {
                    outcomes.push(crowd.act(worker * 31 + step * 7 + round * 5).await);
                }
                outcomes
            });
        }
        for outcome in calls.join_all().await.into_iter().flatten() {
            assert!(matches!(outcome, Ok(()) | Err(StoreError::Conflict(_))), "{outcome:?}");
        }
        let owners = "users WHERE role = 'owner' AND disabled_at IS NULL";
        assert!(place.count(owners).await > 0, "someone owns the place");
    }
    close(place, servers).await;
}
