//! Looks at accounts on both databases: who may, for how long, and that each leaves its traces.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

use easel_domain::{Actor, InspectionId, Role, inspection::LASTS_MS};
use easel_inspection::{Inspection, InspectionError, Inspections, NewInspection};
use easel_testing::{Person, TestStore, on_both};

fn new(studio: &TestStore, reason: &str) -> NewInspection {
    NewInspection { id: InspectionId(studio.clock().id()), reason: reason.to_owned() }
}

/// Somebody of the studio.
async fn staff(studio: &TestStore, role: Role) -> Actor {
    Actor { role, ..studio.person(0).await.actor }
}

async fn look(studio: &TestStore, by: &Actor, whom: &Person) -> Result<Inspection, InspectionError> {
    let (looks, new) = (Inspections::of(studio), new(studio, "A job is stuck."));
    looks.begin(by, whom.actor.user_id, new, studio.now()).await
}

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = Inspections::of(&studio).prepare_all().await.expect("every text is understood");
        assert!(texts > 6, "only {texts} texts are listed");
        studio.finish().await;
    }

    async fn a_look_lasts_half_an_hour_for_one_who_helps(studio) {
        let (looks, ann) = (Inspections::of(&studio), studio.person(10).await);
        let (kim, lee) = (staff(&studio, Role::Support).await, staff(&studio, Role::Support).await);
        let id = ann.actor.user_id;
        assert!(looks.live(&kim, id, studio.now()).await.unwrap().is_none(), "nobody looks yet");
        let begun = look(&studio, &kim, &ann).await.unwrap();
        assert_eq!(begun.theirs(), ann.actor, "with the eyes of its owner");
        assert!(looks.live(&lee, id, studio.now()).await.unwrap().is_none(), "it is one person's");

        studio.advance(LASTS_MS - 1_000);
        assert_eq!(look(&studio, &kim, &ann).await.unwrap().id, begun.id, "while it lasts it is the same one");
        let now = studio.advance(1_000);
        assert!(looks.live(&kim, id, now).await.unwrap().is_none(), "half an hour is over");
        let again = look(&studio, &kim, &ann).await.unwrap();
        assert_ne!(again.id, begun.id);

        let own = looks.own(&ann.actor, None, 10).await.unwrap();
        assert_eq!(own.iter().map(|one| one.id).collect::<Vec<_>>(), [again.id, begun.id], "the last first");
        assert_eq!((own[0].role, own[0].reason.as_str()), (Role::Support, "A job is stuck."));
        assert!(own[0].name.is_some(), "people meet them in conversations");
        let next = looks.own(&ann.actor, Some((own[0].at, own[0].id)), 10).await.unwrap();
        assert_eq!(next.len(), 1);
        assert!(looks.own(&kim, None, 10).await.unwrap().is_empty(), "somebody else's are nobody's business");

        let raw = studio.raw().await;
        assert_eq!(raw.number("select count(*) from audit where action = 'user.inspect' and reason = 'A job is stuck.'").await, 2);
        assert_eq!(raw.number("select count(*) from notice where kind = 'account_inspected'").await, 2);

        looks.end(&kim, id, studio.now()).await.unwrap();
        assert!(looks.live(&kim, id, studio.now()).await.unwrap().is_none(), "ended before its time");
        studio.wind_down().await;
    }

    async fn nobody_looks_who_may_not_and_nothing_is_written(studio) {
        let (looks, ann) = (Inspections::of(&studio), studio.person(0).await);
        for role in [Role::User, Role::Moderator] {
            let by = staff(&studio, role).await;
            assert!(matches!(look(&studio, &by, &ann).await, Err(InspectionError::Forbidden)), "{role:?}");
        }
        let (kim, owner) = (staff(&studio, Role::Support).await, staff(&studio, Role::Owner).await);
        let own = looks.begin(&kim, kim.user_id, new(&studio, "x"), studio.now()).await;
        assert!(matches!(own, Err(InspectionError::Own)));
        let nobody = easel_domain::UserId(studio.clock().id());
        let none = looks.begin(&kim, nobody, new(&studio, "x"), studio.now()).await;
        assert!(matches!(none, Err(InspectionError::Missing)));

        // Whoever gets a role is an owner's matter from then on, a look that lasts included.
        look(&studio, &kim, &ann).await.unwrap();
        studio.person_role_set(&owner, ann.actor.user_id, (Role::Moderator, "new".to_owned()), studio.now()).await.unwrap();
        assert!(looks.live(&kim, ann.actor.user_id, studio.now()).await.unwrap().is_none());
        assert!(matches!(look(&studio, &kim, &ann).await, Err(InspectionError::Forbidden)));
        look(&studio, &owner, &ann).await.unwrap();

        // Whose role may no more has no look any more either.
        let eve = studio.person(0).await;
        look(&studio, &kim, &eve).await.unwrap();
        let was = Actor { role: Role::User, ..kim };
        assert!(looks.live(&was, eve.actor.user_id, studio.now()).await.unwrap().is_none());
        assert_eq!(studio.raw().await.number("select count(*) from inspection").await, 3);
        studio.wind_down().await;
    }

    async fn thumbnails_are_of_the_one_account_and_not_of_its_trash(studio) {
        let (looks, ann, eve) = (Inspections::of(&studio), studio.person(100).await, studio.person(100).await);
        let kim = staff(&studio, Role::Support).await;
        let (mut pictures, mut others) = (Vec::new(), Vec::new());
        for (person, into) in [(&ann, &mut pictures), (&eve, &mut others)] {
            studio.ask(person, "pen", 2).await;
            let claim = studio.take().await;
            *into = studio.deliver(&claim, 2).await;
        }
        let seen = look(&studio, &kim, &ann).await.unwrap();
        assert!(looks.thumbnail(&seen, pictures[0]).await.unwrap().is_some());
        assert!(looks.thumbnail(&seen, others[0]).await.unwrap().is_none(), "somebody else's");
        studio.asset_trash(&ann.actor, pictures[0], studio.now()).await.unwrap();
        assert!(looks.thumbnail(&seen, pictures[0]).await.unwrap().is_none(), "it was taken back");
        let held = looks.holdings(&seen).await.unwrap();
        assert_eq!((held.pictures, held.in_trash, held.jobs), (1, 1, 1));
        assert!(held.bytes > 0 && held.seen_at.is_some());
        studio.wind_down().await;
    }
}
