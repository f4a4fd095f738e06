//! Characters: how a prompt names them, and what an engine is told of them.

use easel_domain::{
    AssetId, Brand, BrandId, Character, CharacterId, Draft, Extend, InvalidSpec, OutfitId, Recipe, Spec,
    Takes,
    brand::{BrandLook, Corner, InvalidBrand, LogoPlace},
    character::{self, InvalidCharacter, Outfit, mentions},
    generation::Named,
};
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn character(n: u128, name: &str, pictures: usize) -> Character {
    Character {
        id: CharacterId(id(n)),
        name: name.to_owned(),
        description: format!("{name} in words"),
        never_changes: String::new(),
        pictures: (0..pictures as u128).map(|p| AssetId(id(1000 + n * 10 + p))).collect(),
        outfits: vec![Outfit {
            id: OutfitId(id(500 + n)),
            name: "Raincoat".to_owned(),
            description: "a yellow raincoat".to_owned(),
            picture: None,
        }],
    }
}

fn names(prompt: &str, all: &[Character]) -> Vec<String> {
    mentions(prompt, all).expect("known").cast.into_iter().map(|cast| cast.name).collect()
}

#[test]
fn the_longest_name_counts_in_every_script() {
    let all = [
        character(1, "Maya", 1),
        character(2, "Maya Lee", 1),
        character(3, "O'Hara the 2nd", 1),
        character(4, "小明", 1),
        character(5, "小明月", 1),
        character(6, "Élodie", 1),
        character(7, "さくら", 1),
    ];
    for (prompt, expected) in [
        ("@Maya runs", vec!["Maya"]),
        ("@maya lee runs", vec!["Maya Lee"]),
        ("@Maya\tLee runs", vec!["Maya Lee"]),
        ("@Mayas run", vec![]),
        ("@Maya's cat", vec!["Maya"]),
        ("@o’hara the 2nd, sitting", vec!["O'Hara the 2nd"]),
        ("@小明在跑步", vec!["小明"]),
        ("@小明月在跑步", vec!["小明月"]),
        ("@さくらが走る", vec!["さくら"]),
        ("@ÉLODIE and @Maya and @élodie", vec!["Élodie", "Maya"]),
        ("write to me@maya.org", vec![]),
        ("@ @@ @", vec![]),
        ("@@Maya", vec!["Maya"]),
        ("小明", vec![]),
    ] {
        assert_eq!(names(prompt, &all), expected, "{prompt}");
    }
    let found = mentions("@maya lee and @小明 meet", &all).expect("known");
    assert_eq!(found.prompt, "Maya Lee and 小明 meet");
    assert_eq!(found.source, format!("@{{{}}} and @{{{}}} meet", id(2), id(4)));
}

#[test]
fn a_new_name_breaks_no_old_prompt() {
    let mut all = vec![character(1, "Maya", 2)];
    let first = mentions("@Maya by the sea", &all).expect("known");
    all[0].name = "Lin".to_owned();
    all.push(character(2, "Maya", 1));
    let again = mentions(&first.source, &all).expect("known");
    assert_eq!((again.prompt.as_str(), &again.source), ("Lin by the sea", &first.source));
    assert!(mentions(&first.source, &all[1..]).is_err(), "gone");
}

#[test]
fn an_outfit_comes_with_its_words_and_its_picture() {
    let mut maya = character(1, "Maya", 2);
    maya.outfits[0].picture = Some(AssetId(id(77)));
    let prompt = format!("@{{{}/{}}} and again @Maya", id(1), id(501));
    let cast = mentions(&prompt, std::slice::from_ref(&maya)).expect("known").cast;
    assert_eq!(cast.len(), 1);
    assert_eq!(cast[0].description, "Maya in words, a yellow raincoat");
    assert_eq!(cast[0].pictures, [AssetId(id(77)), maya.pictures[0], maya.pictures[1]]);
    assert!(mentions(&format!("@{{{}/{}}}", id(1), id(9)), &[maya]).is_err(), "no such outfit");
}

proptest! {
    #[test]
    fn what_is_kept_names_the_same_again(words in proptest::collection::vec("(@|@Maya|Maya Lee|@Maya Lee|小明|@小明|a|'| |\\{|\\}|/|é)", 0..12)) {
        let all = [character(1, "Maya", 1), character(2, "Maya Lee", 1), character(3, "小明", 0)];
        let prompt = words.concat();
        let first = mentions(&prompt, &all).expect("no ids");
        let again = mentions(&first.source, &all).expect("all are there");
        prop_assert_eq!(&again.source, &first.source);
        prop_assert_eq!(again.prompt, first.prompt);
        prop_assert_eq!(again.cast, first.cast);
    }

    #[test]
    fn any_text_is_read(prompt in "\\PC{0,60}") {
        let _ = mentions(&prompt, &[character(1, "İ", 1), character(2, "ﬁn", 1)]);
    }
}

#[test]
fn room_is_shared_fairly_or_refused() {
    let of = |counts: &[usize], room: usize| {
        let mut cast = mentions(
            &(1..=counts.len()).map(|n| format!("@N{n} ")).collect::<String>(),
            &(1..)
                .zip(counts)
                .map(|(n, pictures)| character(n, &format!("N{n}"), *pictures))
                .collect::<Vec<_>>(),
        )
        .expect("known")
        .cast;
        character::share_room(&mut cast, room)
            .map(|()| cast.iter().map(|c| c.pictures.len()).collect::<Vec<_>>())
    };
    assert_eq!(of(&[3, 1, 2], 4), Ok(vec![2, 1, 1]));
    assert_eq!(of(&[3, 0, 2], 9), Ok(vec![3, 0, 2]));
    assert_eq!(of(&[1, 1, 1], 2), Err(3));
    assert_eq!(of(&[0, 0], 0), Ok(vec![0, 0]));
}

fn asking(prompt: &str) -> Draft {
    Draft { model: "illustrator".to_owned(), prompt: prompt.to_owned(), ..Draft::default() }
}

fn model() -> easel_domain::Model {
    let shipped = include_str!("../../../../config/models.json");
    let mut catalogue: easel_domain::Catalogue = serde_json::from_str(shipped).expect("a catalogue");
    catalogue.models.swap_remove(0)
}

#[test]
fn a_spec_knows_its_cast_and_tells_who_is_on_which_picture() {
    let named =
        Named { characters: vec![character(1, "Maya", 2), character(2, "Tom", 1)], ..Named::default() };
    let mut draft = asking("@Maya hugs @Tom");
    draft.references = vec![AssetId(id(90))];
    let spec = Spec::build_with(&draft, &model(), &named).expect("fits");
    assert_eq!(spec.prompt, "Maya hugs Tom");
    assert_eq!(spec.guides(), 4);
    assert_eq!(spec.operation(), easel_domain::Operation::Edit);
    let told = spec.told(Takes::default()).prompt;
    assert!(told.contains("Images 2 to 3 are Maya: Maya in words."), "{told}");
    assert!(told.contains("Image 4 is Tom: Tom in words."), "{told}");
    draft.references = vec![AssetId(id(90)), AssetId(id(91)), AssetId(id(92))];
    let refused = Spec::build_with(&draft, &model(), &named);
    assert_eq!(refused, Err(InvalidSpec::CastRoom { needed: 2, room: 1 }));
    let mut blind = model();
    blind.capabilities.references = 0;
    draft.references.clear();
    let spec = Spec::build_with(&draft, &blind, &named).expect("by words");
    assert_eq!((spec.guides(), spec.operation()), (0, easel_domain::Operation::Generate));
    assert!(spec.told(Takes::default()).prompt.contains("\nMaya: Maya in words."));
    let wordless = Character { description: String::new(), ..character(1, "Maya", 1) };
    let named = Named { characters: vec![wordless], ..Named::default() };
    assert!(matches!(
        Spec::build_with(&asking("@Maya"), &blind, &named),
        Err(InvalidSpec::CastUnseen { .. })
    ));
}

#[test]
fn a_card_is_checked() {
    let good = character(1, "  Maya   Lee ", 1).checked().expect("fits");
    assert_eq!(good.name, "Maya Lee");
    for name in ["", "   ", "@Maya", "a/b", "{x}", "…", "a\u{7}b", &"x".repeat(61)] {
        let card = Character { name: name.to_owned(), ..character(1, "x", 1) };
        assert_eq!(card.checked(), Err(InvalidCharacter::Name), "{name:?}");
    }
    assert_eq!(character(1, "a", 9).checked(), Err(InvalidCharacter::Pictures));
    let nobody = Character { description: " ".to_owned(), ..character(1, "a", 0) };
    assert_eq!(nobody.checked(), Err(InvalidCharacter::Description));
}

fn brand() -> Brand {
    Brand {
        id: BrandId(id(40)),
        name: "Acme".to_owned(),
        logo: Some(AssetId(id(41))),
        look: BrandLook {
            palette: vec!["#FF0000".to_owned(), "#00ff00".to_owned()],
            logo_place: LogoPlace { corner: Corner::BottomRight, percent: 12 },
            tone: "calm".to_owned(),
            use_words: vec!["paper".to_owned(), " paper ".to_owned()],
            avoid_words: vec!["guns".to_owned()],
            ..BrandLook::default()
        },
    }
}

#[test]
fn a_brand_is_checked_and_followed() {
    let kit = brand().checked().expect("fits");
    assert_eq!(kit.look.palette, ["#ff0000", "#00ff00"]);
    assert_eq!(kit.look.use_words, ["paper"]);
    let mut wrong = brand();
    wrong.look.palette.push("red".to_owned());
    assert_eq!(wrong.checked(), Err(InvalidBrand::Palette));
    let mut wrong = brand();
    wrong.look.logo_place.percent = 41;
    assert_eq!(wrong.checked(), Err(InvalidBrand::LogoPlace));

    let named = Named { brand: Some(kit), ..Named::default() };
    let draft = Draft { brand: Some(BrandId(id(40))), ..asking("a shop") };
    let spec = Spec::build_with(&draft, &model(), &named).expect("fits");
    assert_eq!(spec.palette, ["#ff0000", "#00ff00"]);
    assert_eq!(spec.brand.as_ref().and_then(|b| b.logo), Some(AssetId(id(41))));
    let told = spec.told(Takes::default()).prompt;
    assert!(told.contains("Colours to use: #ff0000, #00ff00.") && told.contains("Avoid: guns."), "{told}");
    let told = spec.told(Takes { style: false, negative: true, palette: true });
    assert!(!told.prompt.contains("#ff0000") && !told.prompt.contains("guns"), "{told:?}");
    assert_eq!(told.negative, "guns");
    let gone = Spec::build_with(&draft, &model(), &Named::default());
    assert_eq!(gone, Err(InvalidSpec::Brand));
}

#[test]
fn a_style_says_its_recipe_of_its_version() {
    let (before, after, negative) = ("poster of".into(), "in ink".into(), "colour".into());
    let recipe = Recipe { id: "ink".into(), version: 3, before, after, negative };
    let named = Named { recipe: Some(recipe), ..Named::default() };
    let draft = Draft { style: Some("ink".into()), ..asking("a fox") };
    let spec = Spec::build_with(&draft, &model(), &named).expect("fits");
    assert_eq!(spec.told(Takes::default()).prompt, "poster of, a fox, in ink");
    let apart = Takes { negative: true, ..Takes::default() };
    assert_eq!(spec.told(apart).negative, "colour");
    // A way that knows the style by its id hears nothing of the recipe.
    let told = spec.told(Takes { style: true, ..apart });
    assert_eq!((told.prompt.as_str(), told.negative.as_str()), ("a fox", ""));
    assert_eq!(spec.recipe.map(|r| r.version), Some(3));
    let old = Spec::build(&draft, &model()).expect("fits");
    assert!(old.told(Takes::default()).prompt.starts_with("a fox, ink drawing"));
    let mut every = model();
    every.capabilities.styles = vec!["*".to_owned()];
    assert!(Spec::build(&Draft { style: Some("anything".into()), ..asking("a fox") }, &every).is_ok());
}

#[test]
fn extending_needs_a_source_and_has_bounds() {
    let right = Extend { right: 512, ..Extend::default() };
    assert_eq!(right.size((1024, 1024)), Some((1536, 1024)));
    assert_eq!(Extend { only_new: true, ..right }.size((1024, 1024)), Some((1536, 1024)));
    assert_eq!(Extend { only_new: true, top: 1, ..right }.size((1024, 1024)), None);
    assert_eq!(Extend::default().size((1024, 1024)), None);
    assert_eq!(Extend { right: u32::MAX, ..right }.size((1024, 1024)), None);
    assert_eq!(Extend { bottom: 8_192, ..right }.size((1024, 1024)), None);
    let mut draft = Draft { extend: Some(right), ..asking("more sea") };
    assert_eq!(Spec::build(&draft, &model()), Err(InvalidSpec::Extend));
    draft.source = Some(AssetId(id(1)));
    let spec = Spec::build(&draft, &model()).expect("fits");
    assert_eq!((spec.operation(), spec.feather), (easel_domain::Operation::Inpaint, Some(4)));
    draft.feather = Some(257);
    assert_eq!(Spec::build(&draft, &model()), Err(InvalidSpec::Feather));
}
