//! Whoever has not read is told by mail, once.

use crate::conversation::{helper, message, visitor};
use easel_domain::{EmailAddress, MessageId, Said, Side, support::AWAY_MS};
use easel_support::{Asker, NewMessage, SilenceWords, Support};
use easel_testing::{Person, TestStore, on_both};

fn words(contact: Option<&str>) -> SilenceWords {
    SilenceWords { base_url: "https://studio.example".to_owned(), contact: contact.map(str::to_owned) }
}

async fn told(studio: &TestStore, contact: Option<&str>) -> Vec<(String, String)> {
    Support::of(studio).silences_tell(&words(contact), studio.now()).await.unwrap();
    studio.mails().await.into_iter().map(|mail| (mail.to, mail.template)).collect()
}

async fn answer(studio: &TestStore, helper: &Person, asker: &Asker, text: &str) {
    let support = Support::of(studio);
    let id = support.conversation_mine(asker, None, 1).await.unwrap().unwrap().0.id;
    let said = (MessageId(studio.clock().id()), Side::Studio, Said::checked(text, None, None).unwrap());
    support.conversation_answer(&helper.actor, id, said, studio.advance(10)).await.unwrap();
}

on_both! {
    async fn each_side_is_told_once_until_it_has_read(studio) {
        let support = Support::of(&studio);
        let (person, helper) = (studio.person(0).await, helper(&studio).await);
        let asker = Asker::Person(person.actor);
        let to_helper = [(helper.email.to_string(), "conversation_waiting".to_owned())];
        let to_person = [(person.email.to_string(), "conversation_answered".to_owned())];
        support.message_say(&asker, message(&studio, "hello"), studio.now()).await.unwrap();
        assert!(told(&studio, None).await.is_empty(), "they may be there");
        studio.advance(AWAY_MS);
        assert_eq!(told(&studio, None).await, to_helper);
        support.message_say(&asker, message(&studio, "anybody?"), studio.advance(10)).await.unwrap();
        studio.advance(AWAY_MS);
        assert!(told(&studio, None).await.is_empty(), "once per silence");

        answer(&studio, &helper, &asker, "yes").await;
        studio.advance(AWAY_MS);
        assert_eq!(told(&studio, None).await, to_person);
        answer(&studio, &helper, &asker, "still here").await;
        studio.advance(AWAY_MS);
        assert!(told(&studio, None).await.is_empty());
        let last = support.glance(person.actor.user_id, false).await.unwrap().own.unwrap().last_no;
        support.conversation_read(&asker, last).await.unwrap();
        answer(&studio, &helper, &asker, "good").await;
        support.conversation_read(&asker, last + 1).await.unwrap();
        studio.advance(AWAY_MS);
        assert!(told(&studio, None).await.is_empty(), "they have read it");
        answer(&studio, &helper, &asker, "bye").await;
        studio.advance(AWAY_MS);
        assert_eq!(told(&studio, None).await, to_person, "another silence");
        studio.wind_down().await;
    }

    async fn the_operators_address_is_told_and_a_visitor_where_they_said(studio) {
        let support = Support::of(&studio);
        let helper = helper(&studio).await;
        let mail = EmailAddress::parse("guest@example.org").ok();
        let guest = visitor("one");
        support.message_say(&guest, NewMessage { email: mail, ..message(&studio, "hi") }, studio.now()).await.unwrap();
        support.message_say(&visitor("two"), message(&studio, "hi, too"), studio.now()).await.unwrap();
        studio.advance(AWAY_MS);
        let waiting = |to: &str| (to.to_owned(), "conversation_waiting".to_owned());
        assert_eq!(told(&studio, Some("help@studio.example")).await, vec![waiting("help@studio.example"); 2]);
        for guest in [&guest, &visitor("two")] {
            answer(&studio, &helper, guest, "welcome").await;
        }
        studio.advance(AWAY_MS);
        let answered = ("guest@example.org".to_owned(), "conversation_answered".to_owned());
        assert_eq!(told(&studio, None).await, [answered], "who left no address reads it when they look");
        studio.wind_down().await;
    }
}
