//! What a prompt comes to: who is there, and how everybody stands to everything.

use super::{name, read};
use crate::scene::{
    Camera, Entity, Expression, GarmentKind, Hair, Place, Pose, Scene, Subject, Time, Weather,
};

fn scene(prompt: &str) -> Scene {
    read(prompt, "").scene
}

fn called(entity: &Entity) -> String {
    match entity.subject {
        Subject::Person(person) => format!("{:?}", person.age).to_lowercase(),
        Subject::Built(built) => format!("{built:?}").to_lowercase(),
        Subject::Tree(_) => "tree".to_owned(),
        _ => name(entity).to_owned(),
    }
}

/// Ties as sentences: "fox Hold open-book".
fn ties(scene: &Scene) -> Vec<String> {
    let mut said = Vec::new();
    for entity in &scene.entities {
        for link in &entity.links {
            said.push(format!("{} {:?} {}", called(entity), link.relation, called(&scene.entities[link.to])));
        }
    }
    said.sort();
    said
}

fn all(scene: &Scene) -> Vec<String> {
    scene.entities.iter().map(called).collect()
}

#[test]
fn the_fox_is_the_same_in_four_languages() {
    for prompt in [
        "a red fox reading a book under a lantern at night, snow falling",
        "一只红狐狸在夜里的灯笼下读书，下着雪",
        "夜、提灯の下で本を読む赤い狐、雪が降る",
        "un zorro rojo leyendo un libro bajo un farol de noche, cae la nieve",
    ] {
        let reading = read(prompt, "");
        let scene = &reading.scene;
        assert_eq!(ties(scene), ["fox Hold open-book", "fox Under red-paper-lantern"], "{prompt}");
        assert_eq!(scene.entities.len(), 3, "{prompt}");
        assert_eq!(called(&scene.entities[scene.main]), "fox", "{prompt}");
        assert_eq!((scene.time, scene.has(Weather::Snow)), (Time::Night, true), "{prompt}");
        assert!(scene.entities[scene.main].hue.is_some(), "{prompt}");
        assert!(reading.ignored.is_empty(), "{prompt}: {:?}", reading.ignored);
    }
}

#[test]
fn who_does_what_to_what() {
    for (prompt, expected) in [
        (
            "a girl holding a red balloon and a boy with a kite",
            &["child Hold balloon", "child Hold kite"][..],
        ),
        ("a cat sleeping on a chair next to a dog", &["cat On chair", "chair Beside dog"]),
        ("a castle behind three pandas", &["castle Behind panda"]),
        ("a knight riding a white horse", &["adult Ride horse"]),
        ("a girl hugging a cat", &["child Hold cat"]),
        ("a boy and a girl riding a horse", &["child Ride horse", "child Ride horse"]),
        ("a fox and a rabbit in a rowing boat", &["fox In rowingboat", "rabbit In rowingboat"]),
        ("a girl with a dog", &["child Beside dog"]),
        ("a mouse under a table", &["mouse Under table"]),
        ("a wolf chasing a rabbit", &["wolf Chase rabbit"]),
        ("a knight fighting a dragon", &["adult Face dragon", "adult Hold dagger"]),
        ("a table with three apples", &["red-apple On table", "table Beside red-apple"]),
        ("a basket of mushrooms", &["basket Beside mushroom", "mushroom In basket"]),
        ("children dancing around a campfire", &["child Around campfire"]),
        (
            "a fox holding a lantern under an umbrella and a cat",
            &["fox Hold red-paper-lantern", "fox Under umbrella"],
        ),
        ("一个女孩抱着一只猫", &["child Hold cat"]),
        ("桌子上的苹果", &["red-apple On table"]),
        ("狐狸在树下看书", &["fox Hold open-book", "fox Under tree"]),
        ("猫を抱いた女の子", &["child Hold cat"]),
        ("女の子が犬の隣に座っている", &["child Beside dog"]),
        ("un niño montando un caballo", &["child Ride horse"]),
    ] {
        assert_eq!(ties(&scene(prompt)), expected, "{prompt}: {:?}", all(&scene(prompt)));
    }
}

#[test]
fn doings_go_to_whoever_does_them() {
    for (prompt, wanted) in [
        ("a boy running with a sleeping cat", &[("child", Some(Pose::Run)), ("cat", Some(Pose::Lie))][..]),
        ("a sleeping fox and a jumping rabbit", &[("fox", Some(Pose::Lie)), ("rabbit", Some(Pose::Jump))]),
        ("a fox and a rabbit dancing", &[("fox", Some(Pose::Dance)), ("rabbit", Some(Pose::Dance))]),
        ("奔跑的狐狸和睡觉的猫", &[("fox", Some(Pose::Run)), ("cat", Some(Pose::Lie))]),
        ("走る狐と眠っている猫", &[("fox", Some(Pose::Run)), ("cat", Some(Pose::Lie))]),
        ("un perro corriendo y un gato durmiendo", &[("dog", Some(Pose::Run)), ("cat", Some(Pose::Lie))]),
    ] {
        let scene = scene(prompt);
        for (name, pose) in wanted {
            let entity = scene.entities.iter().find(|e| called(e) == *name);
            assert_eq!(entity.map(|e| e.pose), Some(*pose), "{name} in {prompt}");
        }
    }
    assert_eq!(scene("a sad robot").entities[0].expression, Some(Expression::Sad));
    assert_eq!(scene("一个伤心的机器人").entities[0].expression, Some(Expression::Sad));
    assert_eq!(scene("un robot triste").entities[0].expression, Some(Expression::Sad));
}

#[test]
fn counts_sizes_and_clothes_go_where_they_belong() {
    let scene = scene("three small cats wearing blue scarves beside a giant pumpkin");
    assert_eq!((scene.entities[0].count, scene.entities[0].size), (3, 0.72));
    assert_eq!(scene.entities[0].garments[0].kind, GarmentKind::Scarf);
    assert!(scene.entities[1].size > 1.5);
    assert_eq!(ties(&scene), ["cat Beside jack-o-lantern"]);
}

#[test]
fn people_look_as_they_were_described() {
    let Subject::Person(girl) = scene("a blonde girl with braids").entities[0].subject else {
        panic!("a girl")
    };
    assert_eq!((girl.hair, girl.hair_hue.is_some()), (Some(Hair::Braids), true));
    let Subject::Person(man) = scene("an old bearded man").entities[0].subject else { panic!("a man") };
    assert!(man.beard);
    let Subject::Person(woman) = scene("a black woman with long red hair").entities[0].subject else {
        panic!("a woman")
    };
    assert!(woman.skin.is_some() && woman.hair == Some(Hair::Long) && woman.hair_hue.is_some());
    assert!(scene("a girl in red").entities[0].garments.iter().any(|g| g.hue.is_some()));
}

#[test]
fn a_trade_beside_an_animal_is_its_costume() {
    let scene = scene("a wizard cat with a wand");
    assert_eq!(all(&scene), ["cat", "magic-wand"]);
    assert!(scene.entities[0].garments.iter().any(|g| g.kind == GarmentKind::WizardHat));
}

#[test]
fn what_is_unwanted_is_left_out() {
    let scene = read("a fox and a rabbit in the rain", "rabbit, rain").scene;
    assert_eq!(all(&scene), ["fox"]);
    assert!(!scene.has(Weather::Rain));
    assert_eq!(read("a fox without a hat", "").scene.entities[0].garments.len(), 0);
    assert_eq!(all(&read("a girl and a dog in the park", "people").scene), ["dog"]);
}

#[test]
fn words_nobody_listed_lead_to_near_ones() {
    for (prompt, expected) in [
        ("a feline", "cat"),
        ("a puppy", "dog"),
        ("a mallard", "duck"),
        ("a gleeful canine", "dog"),
        ("two collies ambling", "dog"),
    ] {
        let scene = scene(prompt);
        assert_eq!(scene.entities.first().map(called).as_deref(), Some(expected), "{prompt}");
    }
    assert_eq!(scene("two collies ambling").entities[0].pose, Some(Pose::Walk));
    assert_eq!(scene("a gleeful dog").entities[0].expression, Some(Expression::Glad));
    assert_eq!(all(&scene("a family")).len(), 3);
}

#[test]
fn how_somebody_is_never_stands_for_a_thing() {
    for (prompt, beyond) in [
        ("a wise brave fox", &["wise", "brave"][..]),
        ("一只聪明的狐狸", &["聪明"]),
        ("賢い狐", &["賢い"]),
        ("un zorro sabio", &["sabio"]),
    ] {
        let reading = read(prompt, "");
        assert_eq!(all(&reading.scene), ["fox"], "{prompt}");
        assert_eq!(reading.ignored, beyond, "{prompt}");
    }
    assert_eq!(all(&scene("a hot dog")).len(), 1, "words that belong together stay together");
    // What a label of the art only brings to mind isn't its drawing either.
    assert_eq!(all(&scene("a colorful fox on the rise")), ["fox"]);
    let pandas = scene("two pandas eating bamboo");
    assert_eq!((pandas.entities[0].count, called(&pandas.entities[0])), (2, "panda".to_owned()));
    assert!(pandas.entities[1..].iter().all(|e| called(e) != "panda"));
}

#[test]
fn a_building_one_is_in_is_a_place() {
    let scene = scene("a cat in a castle");
    assert_eq!((all(&scene), scene.place), (vec!["cat".to_owned()], Some(Place::Hall)));
    assert_eq!(all(&super::read("a cat in front of a castle", "").scene), ["cat", "castle"]);
}

#[test]
fn the_camera_is_heard() {
    assert_eq!(scene("portrait of a woman").camera, Camera::Portrait);
    assert_eq!(scene("portrait of a castle").camera, Camera::Close, "a castle has no shoulders");
    assert_eq!(scene("a fox seen from above").camera, Camera::Above);
    assert_eq!(scene("wide shot of a fox").camera, Camera::Wide);
}

#[test]
fn nonsense_is_reported_and_does_no_harm() {
    let reading = read("xqzt blorf", "");
    assert!(reading.scene.entities.is_empty());
    assert_eq!(reading.ignored, ["xqzt", "blorf"]);
}
