//! Accounts, sessions and links.

use easel_domain::{Actor, Credits, Lane, Language, Name, Role, SessionId};
use easel_store::{
    FirstAdminError, NewChallenge, NewSession, PersonError, SignIn, SignUpError, UserChange, Wake, Work,
};
use easel_testing::{TestStore, on_both};
use std::time::Duration;

fn welcome() -> Credits {
    Credits::new(50).unwrap()
}

async fn audit(
    studio: &TestStore,
    action: &str,
) -> Vec<(Option<String>, String, String, Option<String>, Option<String>)> {
    let text = "select actor_id, subject, reason, before, after from audit where action = $1 order by id";
    studio.raw().await.all(text, easel_db::args![action].to_vec()).await
}

fn session(studio: &TestStore, lasts_ms: i64) -> NewSession {
    let id = studio.clock().id();
    NewSession {
        id: SessionId(id),
        token_hash: format!("token-{id}"),
        user_agent: "a browser".to_owned(),
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        by_passkey: false,
        sessions_link: "https://studio.test/settings#sessions".to_owned(),
        expires_at: studio.now().plus_ms(lasts_ms),
    }
}

/// Both ways on for whoever knew the password.
fn ways(session: NewSession) -> (NewSession, NewChallenge) {
    let challenge =
        NewChallenge { token_hash: format!("c-{}", session.token_hash), expires_at: session.expires_at };
    (session, challenge)
}

on_both! {
    async fn an_address_signs_up_once_and_a_person_is_welcomed_once(studio) {
        let (user, first) = studio.new_user("ada@example.org");
        let token = first.token_hash.clone();
        let made = studio.user_sign_up(user, welcome(), first, studio.now()).await.unwrap();
        assert_eq!(made.role, Role::User);
        assert_eq!(made.created_at, studio.now());
        assert_eq!(studio.wallet(&made.actor()).await.unwrap().available.bonus, 50);
        let entries = studio.wallet_entries(&made.actor(), None, 10).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].credits, entries[0].reason.as_str(), entries[0].entry_no), (50, "welcome", 1));
        let found = studio.session_find(token, studio.now()).await.unwrap().unwrap();
        assert_eq!(found.user.id, made.id);

        let (again, session) = studio.new_user("ADA@Example.org");
        let token = session.token_hash.clone();
        let refused = studio.user_sign_up(again, welcome(), session, studio.now()).await;
        assert!(matches!(refused, Err(SignUpError::AddressTaken)));
        assert!(studio.session_find(token, studio.now()).await.unwrap().is_none(), "nothing is left behind");

        let (tagged, session) = studio.new_user("ada+2@example.org");
        let second = studio.user_sign_up(tagged, welcome(), session, studio.now()).await.unwrap();
        assert_eq!(studio.wallet(&second.actor()).await.unwrap().available.total(), 0);
        assert!(studio.wallet_entries(&second.actor(), None, 10).await.unwrap().is_empty());

        let (by_email, hash) = studio.user_by_email("ada@example.org".to_owned()).await.unwrap().unwrap();
        assert_eq!(by_email.id, made.id);
        assert_eq!(hash, studio.user_password_hash(&made.actor()).await.unwrap());
        assert!(studio.user_by_email("nobody@example.org".to_owned()).await.unwrap().is_none());
        studio.finish().await;
    }

    async fn people_change_their_name_and_language(studio) {
        let person = studio.person(0).await;
        let name = Some(Name::parse("Åsa 李").unwrap());
        let user = studio.user_update(&person.actor, UserChange { name, ..UserChange::default() }, studio.now()).await.unwrap();
        assert_eq!((user.name.as_str(), user.language), ("Åsa 李", Language::En));
        let user = studio.user_update(&person.actor, UserChange { language: Some(Language::ZhCn), ..UserChange::default() }, studio.now()).await.unwrap();
        assert_eq!((user.name.as_str(), user.language), ("Åsa 李", Language::ZhCn));
        studio.finish().await;
    }

    async fn the_first_administrators_link_works_once(studio) {
        assert!(studio.setup_link_make("old".to_owned(), studio.now()).await.unwrap());
        assert!(studio.setup_link_make("new".to_owned(), studio.now()).await.unwrap());
        let (user, session) = studio.new_user("root@example.org");
        let now = studio.now();
        let replaced = studio.user_first_admin("old".to_owned(), user.clone(), welcome(), session.clone(), now).await;
        assert!(matches!(replaced, Err(FirstAdminError::Token)));

        let (taken, taken_session) = studio.new_user("taken@example.org");
        studio.user_sign_up(taken, Credits::ZERO, taken_session, now).await.unwrap();
        let (taken, taken_session) = studio.new_user("taken@example.org");
        let refused = studio.user_first_admin("new".to_owned(), taken, welcome(), taken_session, now).await;
        assert!(matches!(refused, Err(FirstAdminError::AddressTaken)));

        let token = session.token_hash.clone();
        let admin = studio.user_first_admin("new".to_owned(), user, welcome(), session, now).await.unwrap();
        assert_eq!(admin.role, Role::Owner);
        assert_eq!(studio.session_find(token, now).await.unwrap().unwrap().user.role, Role::Owner);
        let lines = audit(&studio, "admin.first").await;
        let id = admin.id.to_string();
        assert_eq!(lines, [(Some(id.clone()), id, "one-time link".to_owned(), None, Some("owner".to_owned()))]);

        let (late, session) = studio.new_user("late@example.org");
        let used = studio.user_first_admin("new".to_owned(), late, welcome(), session, now).await;
        assert!(matches!(used, Err(FirstAdminError::Token)));
        assert!(!studio.setup_link_make("newer".to_owned(), now).await.unwrap(), "there is an administrator");
        let (late, session) = studio.new_user("late@example.org");
        let never = studio.user_first_admin("newer".to_owned(), late, welcome(), session, now).await;
        assert!(matches!(never, Err(FirstAdminError::Token)));
        studio.finish().await;
    }

    async fn a_link_for_the_first_administrator_dies_when_there_is_one_by_other_means(studio) {
        assert!(studio.setup_link_make("link".to_owned(), studio.now()).await.unwrap());
        let person = studio.person(0).await;
        let (key, reason) = (person.email.sign_in_key(), "by hand".to_owned());
        assert!(studio.user_role_set(key, Role::Owner, reason, studio.now()).await.unwrap());
        let (user, session) = studio.new_user("second@example.org");
        let refused = studio.user_first_admin("link".to_owned(), user, welcome(), session, studio.now()).await;
        assert!(matches!(refused, Err(FirstAdminError::Token)));
        studio.finish().await;
    }

    async fn roles_are_set_with_a_line_in_the_audit(studio) {
        let (person, first) = (studio.person(0).await, studio.person(0).await);
        let key = person.email.sign_in_key();
        let set = |role, key: &str| studio.user_role_set(key.to_owned(), role, "needed".to_owned(), studio.advance(1));
        assert!(set(Role::Owner, &key).await.unwrap());
        assert!(!set(Role::Owner, "nobody@example.org").await.unwrap());
        let signed = studio.session_find(person.token_hash.clone(), studio.now()).await.unwrap().unwrap();
        assert_eq!(signed.user.role, Role::Owner, "a session has the role its person has now");
        let alone = set(Role::User, &key).await;
        assert!(matches!(alone, Err(PersonError::LastOwner)), "a studio has an owner");
        let (other, gift) = (first.email.sign_in_key(), "a second one".to_owned());
        assert!(studio.user_role_set(other, Role::Owner, gift, studio.advance(1)).await.unwrap());
        assert!(set(Role::User, &key).await.unwrap());
        let id = person.actor.user_id.to_string();
        let line = |before: &str, after: &str| {
            let by = Actor::command_line().user_id.to_string();
            (Some(by), id.clone(), "needed".to_owned(), Some(before.to_owned()), Some(after.to_owned()))
        };
        let lines = audit(&studio, "user.role").await;
        assert_eq!((&lines[0], &lines[2], lines.len()), (&line("user", "owner"), &line("owner", "user"), 3));
        studio.finish().await;
    }

    async fn grants_are_in_the_audit_with_before_and_after(studio) {
        let (admin, person) = (studio.person(0).await, studio.person(5).await);
        let why = (Some(admin.actor.user_id), "sorry".to_owned());
        let user = person.actor.user_id;
        studio.credits_grant(user, Credits::new(7).unwrap(), why, studio.now()).await.unwrap();
        let id = |p: &easel_testing::Person| p.actor.user_id.to_string();
        let line = (Some(id(&admin)), id(&person), "sorry".to_owned(), Some("5".to_owned()), Some("12".to_owned()));
        assert_eq!(audit(&studio, "credits.grant").await, [line]);
        let nobody = easel_domain::UserId(studio.clock().id());
        let refused = studio.credits_grant(nobody, Credits::new(7).unwrap(), (None, String::new()), studio.now()).await;
        assert!(refused.is_err(), "nobody has no wallet");
        assert_eq!(audit(&studio, "credits.grant").await.len(), 1);
        studio.finish().await;
    }

    async fn sessions_are_found_listed_and_ended(studio) {
        let (person, stranger) = (studio.person(0).await, studio.person(0).await);
        let user = person.actor.user_id;
        let (second, third) = (session(&studio, 1_000_000), session(&studio, 500_000));
        let hash = studio.user_password_hash(&person.actor).await.unwrap();
        let open = |session: &NewSession, hash: &str| {
            studio.session_open_if(user, hash.to_owned(), ways(session.clone()), studio.advance(10))
        };
        for session in [&second, &third] {
            assert_eq!(open(session, &hash).await.unwrap(), Some(SignIn::Open));
        }
        let late = session(&studio, 1_000_000);
        assert_eq!(open(&late, "another hash").await.unwrap(), None, "the password that was verified is not theirs any more");
        let ids = |list: Vec<easel_store::Session>| list.iter().map(|s| s.id).collect::<Vec<_>>();
        let list = |now| studio.session_list(&person.actor, now);
        assert_eq!(ids(list(studio.now()).await.unwrap()), [third.id, second.id, person.session]);

        let later = studio.advance(61_000);
        let found = studio.session_find(second.token_hash.clone(), later).await.unwrap().unwrap();
        assert_eq!((found.session_id, found.user.id), (second.id, user));
        assert_eq!(ids(list(later).await.unwrap()), [second.id, third.id, person.session], "it was used last");
        assert!(studio.session_find("no such token".to_owned(), later).await.unwrap().is_none());

        let expiry = third.expires_at;
        let find_third = |now| studio.session_find(third.token_hash.clone(), now);
        assert!(find_third(expiry.plus_ms(-1)).await.unwrap().is_some());
        assert!(find_third(expiry).await.unwrap().is_none(), "it ran out");
        assert_eq!(ids(list(expiry).await.unwrap()).len(), 2);

        assert!(!studio.session_end(&stranger.actor, second.id, later).await.unwrap(), "not a stranger's to end");
        assert!(studio.session_end(&person.actor, second.id, later).await.unwrap());
        assert!(!studio.session_end(&person.actor, second.id, later).await.unwrap(), "once");
        assert!(studio.session_find(second.token_hash.clone(), later).await.unwrap().is_none());

        studio.session_end_others(&person.actor, third.id, later).await.unwrap();
        assert_eq!(ids(list(later).await.unwrap()), [third.id]);
        assert!(studio.session_find(person.token_hash.clone(), later).await.unwrap().is_none());
        assert!(studio.session_find(stranger.token_hash.clone(), later).await.unwrap().is_some());
        studio.sweep_expired(expiry.plus_ms(1)).await.unwrap();
        let rows = studio.raw().await.number("select count(*) from session").await;
        assert_eq!(rows, 1, "only the stranger's is left");
        studio.finish().await;
    }

    async fn a_new_password_ends_the_other_sessions(studio) {
        let person = studio.person(0).await;
        let other = session(&studio, 1_000_000);
        let hash = studio.user_password_hash(&person.actor).await.unwrap();
        let opened = studio.session_open_if(person.actor.user_id, hash.clone(), ways(other.clone()), studio.now()).await;
        assert_eq!(opened.unwrap(), Some(SignIn::Open));
        studio.password_reset_request(person.email.sign_in_key(), "r".into(), "link".into(), studio.now()).await.unwrap();
        let change = |from: &str, to: &str| {
            studio.user_password_change(&person.actor, from.into(), to.into(), person.session, studio.now())
        };
        assert!(!change("another hash", "stolen").await.unwrap());
        assert!(studio.session_find(other.token_hash.clone(), studio.now()).await.unwrap().is_some(), "nothing happened");
        assert!(change(&hash, "new hash").await.unwrap());
        assert!(!change(&hash, "newer hash").await.unwrap(), "once");
        assert_eq!(studio.user_password_hash(&person.actor).await.unwrap(), "new hash");
        assert!(studio.session_find(other.token_hash, studio.now()).await.unwrap().is_none());
        assert!(studio.session_find(person.token_hash.clone(), studio.now()).await.unwrap().is_some());
        let spoiled = studio.password_reset_use("r".into(), "x".into(), ways(session(&studio, 1)), studio.now()).await.unwrap();
        assert!(spoiled.is_none(), "an older link doesn't overrule a new password");
        studio.wind_down().await;
    }

    async fn a_forgotten_password_is_set_by_its_link_once(studio) {
        let person = studio.person(0).await;
        let key = person.email.sign_in_key();
        studio.password_reset_request("nobody@example.org".into(), "n".into(), "l".into(), studio.now()).await.unwrap();
        assert_eq!(studio.job_next_at(Lane::Mail).await.unwrap(), None, "nobody gets no mail");
        studio.password_reset_request(key.clone(), "first".into(), "link 1".into(), studio.now()).await.unwrap();
        studio.password_reset_request(key.clone(), "second".into(), "link 2".into(), studio.advance(5)).await.unwrap();

        let set = |token: &str, hash: &str| {
            studio.password_reset_use(token.into(), hash.into(), ways(session(&studio, 9_000_000)), studio.now())
        };
        assert!(set("first", "h1").await.unwrap().is_none(), "replaced by the second");
        let (user, entered) = set("second", "h2").await.unwrap().expect("the newest link works");
        assert_eq!((user.id, entered), (person.actor.user_id, SignIn::Open));
        assert_eq!(studio.user_password_hash(&person.actor).await.unwrap(), "h2");
        assert!(studio.session_find(person.token_hash.clone(), studio.now()).await.unwrap().is_none());
        assert_eq!(studio.session_list(&person.actor, studio.now()).await.unwrap().len(), 1, "the new one only");
        assert!(set("second", "h3").await.unwrap().is_none(), "once");
        assert!(set("unknown", "h3").await.unwrap().is_none());

        studio.password_reset_request(key, "third".into(), "link 3".into(), studio.now()).await.unwrap();
        studio.advance(3_600_000);
        assert!(set("third", "h3").await.unwrap().is_none(), "after an hour it is too old");
        assert_eq!(studio.user_password_hash(&person.actor).await.unwrap(), "h2");
        studio.wind_down().await;
        studio.sweep_expired(studio.now()).await.unwrap();
        assert_eq!(studio.raw().await.number("select count(*) from password_reset").await, 0);
        assert_eq!(studio.raw().await.number("select count(*) from mail").await, 0);
    }

    async fn whoever_waits_is_woken(studio) {
        let person = studio.person(9).await;
        let mut wakes = studio.wakes();
        let mut expect = async |wanted: &[Wake]| {
            let mut missing = wanted.to_vec();
            while !missing.is_empty() {
                let wake = tokio::time::timeout(Duration::from_secs(5), wakes.next()).await;
                let wake = wake.unwrap_or_else(|_| panic!("never woken: {missing:?}"));
                missing.retain(|m| *m != wake);
            }
        };
        let me = Wake::User(person.actor.user_id);
        let g = studio.ask(&person, "pen", 1).await;
        expect(&[Wake::Lane(Lane::Cpu), me]).await;
        let claim = studio.take().await;
        expect(&[me]).await;
        studio.beat(&claim).await;
        expect(&[me]).await;
        studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap();
        expect(&[me]).await;
        studio.settle(&claim, easel_testing::failed(true)).await;
        expect(&[me]).await;
        studio.grant(&person, 5).await;
        expect(&[me]).await;
        studio.session_end(&person.actor, person.session, studio.now()).await.unwrap();
        expect(&[me]).await;
        studio.password_reset_request(person.email.sign_in_key(), "t".into(), "l".into(), studio.now()).await.unwrap();
        expect(&[Wake::Lane(Lane::Mail)]).await;
        let mail = studio.job_claim("w", Lane::Mail, 1000, studio.now()).await.unwrap().unwrap();
        assert!(matches!(mail.work, Work::Mail(_)));
        studio.settle(&mail, easel_testing::failed(true)).await;
        expect(&[Wake::Lane(Lane::Mail)]).await;
        studio.ask(&person, "pen", 1).await;
        expect(&[Wake::Lane(Lane::Cpu), me]).await;
        let claim = studio.take().await;
        expect(&[me]).await;
        let pictures = studio.deliver(&claim, 1).await;
        expect(&[me]).await;
        studio.asset_trash(&person.actor, pictures[0], studio.now()).await.unwrap();
        expect(&[me]).await;
        studio.wind_down().await;
    }
}
