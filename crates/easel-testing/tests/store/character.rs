//! Cards, brand kits and styles: what is kept, whose it is, and what a picture takes of it.

use easel_domain::{
    AssetId, Brand, BrandId, Character, CharacterId, Draft, Extend, InvalidSpec, Likeness, Measured,
    OutfitId, Recipe,
    brand::BrandLook,
    character::{CHARACTERS_MAX, InvalidCharacter, Outfit},
    model::Words,
};
use easel_store::{BrandError, CharacterError, FACES, NewAsset, Style, StyleError, SubmitError};
use easel_testing::{Person, TestStore, catalogue, draft, new_asset, on_both};

fn card(studio: &TestStore, name: &str) -> Character {
    Character {
        id: CharacterId(studio.clock().id()),
        name: name.to_owned(),
        description: "a girl with red hair".to_owned(),
        never_changes: "freckles".to_owned(),
        pictures: Vec::new(),
        outfits: Vec::new(),
    }
}

fn kit(studio: &TestStore, name: &str) -> Brand {
    Brand { id: BrandId(studio.clock().id()), name: name.to_owned(), logo: None, look: BrandLook::default() }
}

async fn able(studio: &TestStore) {
    let mut able = catalogue();
    let can = &mut able.models[0].capabilities;
    (can.source, can.mask, can.references) = (true, true, 2);
    can.styles = vec!["*".to_owned()];
    studio.catalogue_apply(&able, studio.now()).await.unwrap();
}

async fn asked(studio: &TestStore, person: &Person, asked: Draft) -> Result<easel_domain::Spec, InvalidSpec> {
    let id = easel_domain::GenerationId(studio.clock().id());
    match studio.submit(person, id, asked).await {
        Ok(generation) => Ok(generation.spec),
        Err(SubmitError::Invalid(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

on_both! {
    async fn a_card_is_kept_changed_and_deleted(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let outfit = Outfit {
            id: OutfitId(studio.clock().id()),
            name: "Rain".to_owned(),
            description: "a yellow coat".to_owned(),
            picture: Some(pictures[1]),
        };
        let first = Character {
            pictures: vec![pictures[1], pictures[0]],
            outfits: vec![outfit.clone()],
            ..card(&studio, " Maya  Lee ")
        };
        let (kept, new) = studio.character_put(&person.actor, first.clone(), studio.now()).await.unwrap();
        assert!(new);
        let expected = Character { name: "Maya Lee".to_owned(), ..first.clone() };
        assert_eq!(kept.character, expected);
        assert_eq!(kept.pictures.iter().map(|p| p.id).collect::<Vec<_>>(), expected.pictures);
        // The same once more changes nothing but its time.
        let (again, new) = studio.character_put(&person.actor, first.clone(), studio.now()).await.unwrap();
        assert_eq!((again.character, new), (expected.clone(), false));
        let other = studio.character_put(&person.actor, card(&studio, "maya lee"), studio.now()).await;
        assert!(matches!(other, Err(CharacterError::NameTaken)));
        studio.character_put(&person.actor, card(&studio, "Ada"), studio.now()).await.unwrap();
        let names = studio.character_list(&person.actor).await.unwrap();
        assert_eq!(names.iter().map(|c| c.character.name.as_str()).collect::<Vec<_>>(), ["Ada", "Maya Lee"]);
        let nothing = Character { pictures: vec![AssetId(studio.clock().id())], ..first.clone() };
        let refused = studio.character_put(&person.actor, nothing, studio.now()).await;
        assert!(matches!(refused, Err(CharacterError::Invalid(InvalidCharacter::Pictures))));
        assert_eq!(studio.character_get(&person.actor, first.id).await.unwrap().unwrap().character, expected);
        // A picture in the trash leaves the card without it.
        studio.asset_trash(&person.actor, pictures[1], studio.now()).await.unwrap();
        let left = studio.character_get(&person.actor, first.id).await.unwrap().unwrap().character;
        assert_eq!((left.pictures, left.outfits[0].picture), (vec![pictures[0]], None));
        assert!(studio.character_delete(&person.actor, first.id).await.unwrap());
        assert!(studio.character_get(&person.actor, first.id).await.unwrap().is_none());
        assert!(studio.asset_get(&person.actor, pictures[0]).await.unwrap().is_some());
        studio.finish().await;
    }

    async fn cards_and_kits_are_their_owners_alone(studio) {
        let (person, stranger) = (studio.person(100).await, studio.person(100).await);
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let mine = card(&studio, "Maya");
        studio.character_put(&person.actor, mine.clone(), studio.now()).await.unwrap();
        let taken = studio.character_put(&stranger.actor, mine.clone(), studio.now()).await;
        assert!(matches!(taken, Err(CharacterError::IdTaken)));
        let theirs = Character { pictures: pictures.clone(), ..card(&studio, "Maya") };
        let refused = studio.character_put(&stranger.actor, theirs, studio.now()).await;
        assert!(matches!(refused, Err(CharacterError::Invalid(InvalidCharacter::Pictures))));
        assert!(studio.character_get(&stranger.actor, mine.id).await.unwrap().is_none());
        assert!(!studio.character_delete(&stranger.actor, mine.id).await.unwrap());
        assert!(studio.character_list(&stranger.actor).await.unwrap().is_empty());
        let brand = kit(&studio, "Acme");
        studio.brand_put(&person.actor, brand.clone(), studio.now()).await.unwrap();
        let taken = studio.brand_put(&stranger.actor, brand.clone(), studio.now()).await;
        assert!(matches!(taken, Err(BrandError::IdTaken)));
        let logo = Brand { logo: Some(pictures[0]), ..kit(&studio, "Acme") };
        assert!(matches!(studio.brand_put(&stranger.actor, logo, studio.now()).await, Err(BrandError::Invalid(_))));
        assert!(studio.brand_get(&stranger.actor, brand.id).await.unwrap().is_none());
        assert!(!studio.brand_delete(&stranger.actor, brand.id).await.unwrap());
        let named = asked(&studio, &stranger, Draft { brand: Some(brand.id), ..draft("pen", 1) }).await;
        assert_eq!(named, Err(InvalidSpec::Brand));
        let prompt = format!("@{{{}}} runs", mine.id);
        assert_eq!(asked(&studio, &stranger, Draft { prompt, ..draft("pen", 1) }).await, Err(InvalidSpec::Character));
        studio.wind_down().await;
    }

    async fn there_is_an_end_to_cards(studio) {
        let person = studio.person(0).await;
        for n in 0..CHARACTERS_MAX {
            studio.character_put(&person.actor, card(&studio, &format!("N{n}")), studio.now()).await.unwrap();
        }
        let one_more = studio.character_put(&person.actor, card(&studio, "more"), studio.now()).await;
        assert!(matches!(one_more, Err(CharacterError::TooMany)));
        studio.finish().await;
    }

    async fn a_face_needs_consent_once(studio) {
        let person = studio.person(0).await;
        let id = AssetId(studio.clock().id());
        let new = easel_store::NewUpload {
            id, bytes: "a photo".into(), width: 9, height: 9, mime: "image/png", is_aside: false
        };
        studio.asset_upload(&person.actor, new, studio.now()).await.unwrap();
        let claim = studio.job_claim("t", easel_domain::Lane::Ingest, 60_000, studio.now()).await.unwrap().unwrap();
        let made = new_asset(studio.blobs(), id, 0).await;
        let made = NewAsset { measured: Measured { faces: Some(1), ..Measured::default() }, seed: None, ..made };
        let delivery = easel_store::Delivery { assets: vec![made], ..Default::default() };
        studio.settle(&claim, easel_domain::Outcome::Succeeded(delivery)).await;
        let maya = Character { pictures: vec![id], ..card(&studio, "Maya") };
        let refused = studio.character_put(&person.actor, maya.clone(), studio.now()).await;
        assert!(matches!(refused, Err(CharacterError::ConsentRequired)));
        assert!(studio.character_list(&person.actor).await.unwrap().is_empty());
        studio.consent_give(&person.actor, FACES, studio.now()).await.unwrap();
        studio.character_put(&person.actor, maya.clone(), studio.now()).await.unwrap();
        let another = Character { pictures: vec![id], ..card(&studio, "Ada") };
        studio.character_put(&person.actor, another, studio.now()).await.unwrap();
        studio.finish().await;
    }

    async fn how_alike_they_are_stands_with_what_was_made(studio) {
        let person = studio.person(100).await;
        let id = easel_domain::GenerationId(studio.clock().id());
        studio.submit(&person, id, draft("pen", 1)).await.unwrap();
        let claim = studio.take().await;
        let likeness = vec![Likeness { character: CharacterId(studio.clock().id()), name: "Maya".into(), percent: 61 }];
        let measured = Measured { likeness: likeness.clone(), ..Measured::default() };
        let made = new_asset(studio.blobs(), AssetId(studio.clock().id()), 0).await;
        let assets = vec![NewAsset { measured: measured.clone(), ..made }];
        let delivery = easel_store::Delivery { assets, ..Default::default() };
        studio.settle(&claim, easel_domain::Outcome::Succeeded(delivery)).await;
        let seen = studio.view(&person, id).await;
        assert_eq!(seen.assets[0].measured, measured);
        let asset = studio.asset_get(&person.actor, seen.assets[0].id).await.unwrap().unwrap();
        assert_eq!(asset.brief.measured.likeness, likeness);
        studio.finish().await;
    }

    async fn a_picture_keeps_who_is_in_it(studio) {
        able(&studio).await;
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 3)).await;
        let maya = Character { pictures: pictures.clone(), ..card(&studio, "Maya") };
        studio.character_put(&person.actor, maya.clone(), studio.now()).await.unwrap();
        let spec = asked(&studio, &person, Draft { prompt: "@maya runs".into(), ..draft("pen", 1) }).await.unwrap();
        assert_eq!((spec.prompt.as_str(), spec.guides()), ("Maya runs", 2), "as many as the model takes");
        let source = spec.prompt_source.clone().unwrap();
        assert_eq!(source, format!("@{{{}}} runs", maya.id));
        let renamed = Character { name: "Lin".to_owned(), ..maya.clone() };
        studio.character_put(&person.actor, renamed, studio.now()).await.unwrap();
        let spec = asked(&studio, &person, Draft { prompt: source, ..draft("pen", 1) }).await.unwrap();
        assert_eq!(spec.prompt, "Lin runs");
        let two = vec![pictures[0], pictures[1]];
        let full = asked(&studio, &person, Draft { prompt: "@Lin".into(), references: two, ..draft("pen", 1) }).await;
        assert_eq!(full, Err(InvalidSpec::CastRoom { needed: 1, room: 0 }));
        let quoted = studio
            .generation_quote(&person.actor, Draft { prompt: format!("@{{{}}}", BrandId(studio.clock().id())), ..draft("pen", 1) }, studio.now())
            .await;
        assert!(matches!(quoted, Err(SubmitError::Invalid(InvalidSpec::Character))));
        studio.wind_down().await;
    }

    async fn a_style_has_versions(studio) {
        able(&studio).await;
        let person = studio.person(100).await;
        let styled = |style: &str| Draft { style: Some(style.to_owned()), ..draft("pen", 1) };
        let spec = asked(&studio, &person, styled("ink")).await.unwrap();
        assert_eq!(spec.recipe.map(|recipe| recipe.version), Some(0), "as it ships");
        assert_eq!(asked(&studio, &person, styled("dream")).await, Err(InvalidSpec::Style), "nobody knows it");
        let labels = Words::from([("en".to_owned(), "Dream".to_owned())]);
        let dream = Style { labels: labels.clone(), ..Style::shipped("dream") };
        for version in 1..4 {
            let kept = studio.style_put(&person.actor, dream.clone(), studio.now()).await.unwrap();
            assert_eq!(kept.recipe.version, version);
        }
        let spec = asked(&studio, &person, styled("dream")).await.unwrap();
        assert_eq!(spec.recipe.map(|recipe| recipe.version), Some(3));
        let off = Style { enabled: false, ..dream.clone() };
        studio.style_put(&person.actor, off, studio.now()).await.unwrap();
        assert_eq!(asked(&studio, &person, styled("dream")).await, Err(InvalidSpec::Style), "switched off");
        let nameless = studio.style_put(&person.actor, Style::shipped("x"), studio.now()).await;
        assert!(matches!(nameless, Err(StyleError::Invalid(_))));
        let long = Style {
            recipe: Recipe { after: "x".repeat(1001), ..Recipe::shipped("x") },
            labels,
            ..Style::shipped("x")
        };
        assert!(matches!(studio.style_put(&person.actor, long, studio.now()).await, Err(StyleError::Invalid(_))));
        let all = studio.style_list().await.unwrap();
        let times = |id: &str| all.iter().filter(|style| style.recipe.id == id).count();
        assert_eq!(times("dream"), 1);
        assert!(Recipe::all_shipped().all(|id| times(id) == 1), "a model that takes any style takes those that ship");
        studio.wind_down().await;
    }

    async fn a_picture_is_extended_within_bounds(studio) {
        able(&studio).await;
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let extend = |right| Extend { right, ..Extend::default() };
        let ask = |right| Draft { source: Some(pictures[0]), extend: Some(extend(right)), ..draft("pen", 1) };
        let spec = asked(&studio, &person, ask(64)).await.unwrap();
        assert_eq!(spec.extend, Some(extend(64)));
        assert!(spec.width > spec.height, "its shape is that of the whole: {} x {}", spec.width, spec.height);
        for wrong in [ask(0), ask(9_000), ask(u32::MAX), Draft { source: None, ..ask(64) }] {
            assert_eq!(asked(&studio, &person, wrong).await, Err(InvalidSpec::Extend));
        }
        studio.wind_down().await;
    }
}
