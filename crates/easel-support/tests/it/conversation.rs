//! What people and the studio say to each other.

use easel_domain::{
    AssetId, ConversationId, ConversationState, EmailAddress, GenerationId, Language, MessageId, Said, Side,
    support::{UNANSWERED_MAX, VISITOR_MS},
};
use easel_support::{Asker, ConversationChange, ConversationFilter, NewMessage, SayError, Support, Whose};
use easel_testing::{Person, TestStore, draft, on_both};

pub(crate) fn message(studio: &TestStore, text: &str) -> NewMessage {
    NewMessage {
        id: MessageId(studio.clock().id()),
        conversation: ConversationId(studio.clock().id()),
        said: Said::checked(text, None, None).expect("a message"),
        language: Language::En,
        email: None,
    }
}

pub(crate) fn visitor(token: &str) -> Asker {
    Asker::Visitor(format!("hash of {token}"))
}

pub(crate) async fn helper(studio: &TestStore) -> Person {
    let mut person = studio.person(0).await;
    let role = easel_domain::Role::Support;
    let set = studio.user_role_set(person.email.to_string(), role, "test".to_owned(), studio.now()).await;
    assert!(set.expect("the store works"));
    person.actor.role = role;
    person
}

async fn texts(support: &Support, asker: &Asker) -> Vec<String> {
    let found = support.conversation_mine(asker, None, 100).await.unwrap();
    found.map_or_else(Vec::new, |(_, said)| said.into_iter().rev().map(|one| one.text).collect())
}

on_both! {
    async fn a_message_is_said_once_and_read_by_both_sides(studio) {
        let support = Support::of(&studio);
        let (person, helper) = (studio.person(0).await, helper(&studio).await);
        let asker = Asker::Person(person.actor);
        let first = message(&studio, "Where is my picture?");
        let said = support.message_say(&asker, first.clone(), studio.advance(10)).await.unwrap();
        let again = support.message_say(&asker, first.clone(), studio.advance(10)).await.unwrap();
        assert_eq!((said.no, again.no, again.text.as_str()), (1, 1, "Where is my picture?"));
        let other = NewMessage { said: Said::checked("other", None, None).unwrap(), ..first.clone() };
        let taken = support.message_say(&asker, other, studio.now()).await;
        assert!(matches!(taken, Err(SayError::IdempotencyMismatch)));
        let stranger = Asker::Person(studio.person(0).await.actor);
        let taken = support.message_say(&stranger, first, studio.now()).await;
        assert!(matches!(taken, Err(SayError::IdempotencyMismatch)), "nobody reads another's by its id");

        let glance = support.glance(helper.actor.user_id, true).await.unwrap();
        assert_eq!(glance.inbox.unwrap().waiting, 1);
        let id = support.conversation_mine(&asker, None, 1).await.unwrap().unwrap().0.id;
        let note = (MessageId(studio.clock().id()), Side::Note, Said::checked("a known one", None, None).unwrap());
        support.conversation_answer(&helper.actor, id, note, studio.advance(10)).await.unwrap();
        let words = Said::checked("It is in the gallery.", None, None).unwrap();
        let answer = (MessageId(studio.clock().id()), Side::Studio, words);
        support.conversation_answer(&helper.actor, id, answer, studio.advance(10)).await.unwrap();
        assert_eq!(texts(&support, &asker).await, ["Where is my picture?", "It is in the gallery."], "no note");
        let own = support.glance(person.actor.user_id, false).await.unwrap().own.unwrap();
        assert_eq!((own.unread, own.state), (1, ConversationState::Answered));
        support.conversation_read(&asker, 99).await.unwrap();
        assert_eq!(support.glance(person.actor.user_id, false).await.unwrap().own.unwrap().unread, 1, "there is no 99");
        support.conversation_read(&asker, own.last_no).await.unwrap();
        assert_eq!(support.glance(person.actor.user_id, false).await.unwrap().own.unwrap().unread, 0);
        let (line, all) = support.conversation_get(id, None, 10).await.unwrap().unwrap();
        assert_eq!((all.len(), line.unread, line.conversation.person_read_no), (3, 0, 3));
        studio.finish().await;
    }

    async fn what_is_shown_is_ones_own(studio) {
        let support = Support::of(&studio);
        let (person, stranger) = (studio.person(100).await, studio.person(100).await);
        let (generation, assets) = studio.make(&person, draft("pen", 1)).await;
        let with = |asset: Option<AssetId>, generation: Option<GenerationId>| NewMessage {
            said: Said::checked("look", asset, generation).unwrap(),
            ..message(&studio, "x")
        };
        let own = with(Some(assets[0]), Some(generation));
        let (asker, other) = (Asker::Person(person.actor), Asker::Person(stranger.actor));
        let said = support.message_say(&asker, own, studio.now()).await.unwrap();
        assert_eq!(said.picture.unwrap().id, assets[0]);
        assert_eq!(said.work.unwrap().id, generation);
        for asker in [&other, &visitor("v")] {
            let picture = support.message_say(asker, with(Some(assets[0]), None), studio.now()).await;
            assert!(matches!(picture, Err(SayError::Asset)));
            let job = support.message_say(asker, with(None, Some(generation)), studio.now()).await;
            assert!(matches!(job, Err(SayError::Generation)));
            assert!(texts(&support, asker).await.is_empty(), "and nothing was begun");
        }
        let id = support.conversation_mine(&asker, None, 1).await.unwrap().unwrap().0.id;
        let variant = easel_store::Variant::Thumb;
        assert!(support.message_picture(id, said.no, variant).await.unwrap().is_some());
        studio.forget(&person, assets[0]).await;
        assert!(support.message_picture(id, said.no, variant).await.unwrap().is_none());
        assert_eq!(texts(&support, &asker).await, ["look"], "what was said stays");
        studio.finish().await;
    }

    async fn a_visitor_takes_their_words_along(studio) {
        let support = Support::of(&studio);
        let person = studio.person(0).await;
        let (own, guest) = (Asker::Person(person.actor), visitor("one"));
        let mail = EmailAddress::parse("guest@example.org").ok();
        let hello = NewMessage { email: mail, ..message(&studio, "hello") };
        support.message_say(&guest, hello, studio.advance(10)).await.unwrap();
        assert!(texts(&support, &visitor("two")).await.is_empty(), "another token opens nothing");
        let hash = |token: &str| format!("hash of {token}");
        support.conversation_take_along(&person.actor, hash("one"), Language::Ja).await.unwrap();
        assert_eq!(texts(&support, &own).await, ["hello"]);
        assert!(support.visitor_unread(hash("one")).await.unwrap().is_none(), "the token opens nothing any more");
        let (found, _) = support.conversation_mine(&own, None, 1).await.unwrap().unwrap();
        assert_eq!((found.email, found.language), (None, Language::Ja), "they are answered at their account's address");

        // Once more, in another browser: behind what is there.
        let guest = visitor("three");
        support.message_say(&guest, message(&studio, "me again"), studio.advance(10)).await.unwrap();
        support.message_say(&guest, message(&studio, "and again"), studio.advance(10)).await.unwrap();
        support.conversation_take_along(&person.actor, hash("three"), Language::Ja).await.unwrap();
        assert_eq!(texts(&support, &own).await, ["hello", "me again", "and again"]);
        support.conversation_take_along(&person.actor, hash("three"), Language::Ja).await.unwrap();
        let said = support.message_say(&own, message(&studio, "now"), studio.advance(10)).await.unwrap();
        assert_eq!(said.no, 4);
        studio.finish().await;
    }

    async fn conversations_are_found_given_to_somebody_and_closed(studio) {
        let support = Support::of(&studio);
        let helper = helper(&studio).await;
        let (ann, ben) = (studio.person(0).await, studio.person(0).await);
        for (person, text) in [(&ann, "100% 灯塔 fox"), (&ben, "an ÉCLAIR_x")] {
            let asker = Asker::Person(person.actor);
            support.message_say(&asker, message(&studio, text), studio.advance(10)).await.unwrap();
        }
        let find = async |words: &str| {
            let filter = ConversationFilter { words: words.to_owned(), ..Default::default() };
            let found = support.conversations(filter, None, 10).await.unwrap();
            found.into_iter().map(|line| line.conversation.owner.unwrap()).collect::<Vec<_>>()
        };
        let (a, b) = (ann.actor.user_id, ben.actor.user_id);
        for (words, expected) in [
            ("", vec![b, a]), ("灯塔", vec![a]), ("eclair", vec![b]), ("100%", vec![a]), ("%", vec![a]), ("_", vec![b]),
            ("!", vec![]), (ann.email.as_str(), vec![a]), ("nothing", vec![]),
        ] {
            assert_eq!(find(words).await, expected, "{words}");
        }
        let id = support.conversations(ConversationFilter::default(), None, 1).await.unwrap()[0].conversation.id;
        let to = |assigned| ConversationChange { state: None, assigned: Some(assigned) };
        let nobody = support.conversation_change(&helper.actor, id, to(Some(a)), studio.now()).await;
        assert!(matches!(nobody, Err(easel_support::DeskError::Assignee)), "only who looks after them");
        support.conversation_change(&helper.actor, id, to(Some(helper.actor.user_id)), studio.now()).await.unwrap();
        let mine = ConversationFilter { whose: Whose::Of(helper.actor.user_id), ..Default::default() };
        assert_eq!(support.conversations(mine, None, 10).await.unwrap().len(), 1);
        let closed = ConversationChange { state: Some(ConversationState::Closed), assigned: None };
        support.conversation_change(&helper.actor, id, closed, studio.now()).await.unwrap();
        support.conversation_change(&helper.actor, id, closed, studio.now()).await.unwrap();
        let (line, _) = support.conversation_get(id, None, 1).await.unwrap().unwrap();
        assert_eq!(line.conversation.state, ConversationState::Closed);
        let lines = studio.raw().await.number("select count(*) from audit where action = 'conversation.change'").await;
        assert_eq!(lines, 2, "the same again leaves no line");
        support.message_say(&Asker::Person(ben.actor), message(&studio, "one more"), studio.now()).await.unwrap();
        let (line, _) = support.conversation_get(id, None, 1).await.unwrap().unwrap();
        assert_eq!((line.conversation.state, line.unread), (ConversationState::Open, 2), "it is open again");
        studio.finish().await;
    }

    async fn what_nobody_answers_has_an_end_and_visitors_are_forgotten(studio) {
        let support = Support::of(&studio);
        let guest = visitor("loud");
        for _ in 0..UNANSWERED_MAX {
            support.message_say(&guest, message(&studio, "hey"), studio.advance(1)).await.unwrap();
        }
        let more = support.message_say(&guest, message(&studio, "hey"), studio.now()).await;
        assert!(matches!(more, Err(SayError::TooMany)));
        assert_eq!(support.conversations_sweep(None, studio.advance(VISITOR_MS - 10)).await.unwrap(), 0);
        assert_eq!(support.conversations_sweep(None, studio.advance(20)).await.unwrap(), 1);
        assert!(texts(&support, &guest).await.is_empty());
        studio.finish().await;
    }

    async fn a_closed_conversation_goes_when_the_operator_says_so(studio) {
        let support = Support::of(&studio);
        let helper = helper(&studio).await;
        let people = [studio.person(0).await, studio.person(0).await, studio.person(0).await];
        for person in &people {
            support.message_say(&Asker::Person(person.actor), message(&studio, "hello"), studio.advance(10)).await.unwrap();
        }
        let close = async |of: usize| {
            let line = support.conversation_mine(&Asker::Person(people[of].actor), None, 1).await.unwrap().unwrap();
            let closed = ConversationChange { state: Some(ConversationState::Closed), assigned: None };
            support.conversation_change(&helper.actor, line.0.id, closed, studio.now()).await.unwrap();
        };
        close(0).await;
        close(1).await;
        // Writing again opens it.
        support.message_say(&Asker::Person(people[1].actor), message(&studio, "again"), studio.now()).await.unwrap();
        studio.advance(7 * 24 * 3_600_000 + 1_000);
        assert_eq!(support.conversations_sweep(None, studio.now()).await.unwrap(), 0, "unless somebody says so it stays");
        assert_eq!(support.conversations_sweep(Some(8), studio.now()).await.unwrap(), 0, "not yet");
        assert_eq!(support.conversations_sweep(Some(7), studio.now()).await.unwrap(), 1);
        let left = async |of: usize| texts(&support, &Asker::Person(people[of].actor)).await.len();
        assert_eq!((left(0).await, left(1).await, left(2).await), (0, 2, 1));
        assert_eq!(studio.raw().await.number("select count(*) from message").await, 3, "what was said goes along");
        let said = support.message_say(&Asker::Person(people[0].actor), message(&studio, "me again"), studio.now()).await.unwrap();
        assert_eq!(said.no, 1, "another one begins");
        studio.finish().await;
    }

    async fn two_tabs_begin_one_conversation(studio) {
        let support = Support::of(&studio);
        let person = studio.person(0).await;
        let asker = Asker::Person(person.actor);
        let (one, two) = (message(&studio, "one"), message(&studio, "two"));
        let now = studio.now();
        let (left, right) = tokio::join!(support.message_say(&asker, one, now), support.message_say(&asker, two, now));
        let mut numbers = [left.unwrap().no, right.unwrap().no];
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(texts(&support, &asker).await.len(), 2);
        studio.finish().await;
    }
}
