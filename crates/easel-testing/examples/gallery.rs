//! Fills somebody's gallery in an SQLite file for `cargo xtask bench gallery`:
//! `gallery <database> <email> <pictures>`. The rows are those that settling writes, without the money; the words are
//! written by the store itself. Prints the cursor of the page a hundred pictures before the end.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_db::{Db, DbError, Options, SqliteSync, args};
use easel_store::{Store, StoreOptions};
use std::{error::Error, path::Path};

const PLACES: &[&str] =
    &["in the snow", "by the sea", "at night", "in a library", "on a bridge", "under a tree"];
const WHO: &[&str] = &["a fox", "an owl", "two cats", "a lighthouse keeper", "月光下的灯塔"];
const THINGS: &[&str] = &["lantern", "book", "umbrella", "kite", "bicycle", "drum", "map"];
/// Rows of one transaction.
const AT_ONCE: i64 = 1_000;
const DAY_MS: i64 = 86_400_000;
/// 2026-01-01.
const FIRST_MS: i64 = 1_767_225_600_000;

fn prompt(no: i64) -> String {
    let of = |list: &[&'static str], by: i64| list[usize::try_from(no / by).unwrap_or(0) % list.len()];
    let rare = if no % 10_000 == 7 { " rare7" } else { "" };
    format!("{} with a {} {}, soft light, number {no}{rare}", of(WHO, 1), of(THINGS, 5), of(PLACES, 35))
}

async fn page(db: &Db, owner: &str, from: i64, to: i64) -> Result<(), DbError> {
    let owner = owner.to_owned();
    db.write(move |tx| {
        let owner = owner.clone();
        Box::pin(async move {
            for no in from..to {
                let at = FIRST_MS + no * (300 * DAY_MS / 100_000);
                let id = |high: u128| uuid::Uuid::from_u128(no as u128 | 7 << 76 | high << 120).to_string();
                let (id, generation, model) = (id(1), id(2), if no % 3 == 0 { "brush" } else { "pen" });
                let style = (no % 4 == 0).then_some("ink");
                let prompt = prompt(no);
                let spec = serde_json::json!({
                    "model": model, "prompt": prompt, "negative_prompt": "", "style": style, "width": 1024, "height": 1024,
                    "tier": "1k", "quality": "standard", "count": 1, "seed": no,
                });
                let account = r#"{"understood":["fox","snow"],"ignored":[],"notes":[]}"#;
                tx.exec(
                    "insert into generation (id, owner_id, request_hash, spec, spec_model, spec_style, count, held, captured, delivered,
                       state, account, created_at, changed_at, finished_at)
                     values ($1, $2, '', $3, $4, $5, 1, 1, 1, 1, 'succeeded', $6, $7, $7, $7)",
                    args![generation.as_str(), owner.as_str(), spec.to_string(), model, style, account, at],
                )
                .await?;
                tx.exec(
                    "insert into asset (no, id, owner_id, generation_id, position, width, height, mime, bytes, seed, placeholder, favourite,
                       created_at, kind, spec_model, spec_style, month)
                     values ($1, $2, $3, $4, 0, 1024, 1024, 'image/png', 1500000, $5, '1QcSHQRnh493V4dIh4eXh1h4kJUI', $6,
                       $7, 'made', $8, $9, strftime('%Y-%m', $7 / 1000, 'unixepoch'))",
                    args![at << 20, id.as_str(), owner.as_str(), generation.as_str(), no, no % 50 == 0, at, model, style],
                )
                .await?;
                tx.exec(
                    "insert into asset_blob (asset_id, variant, name, hash, bytes, mime, crc32)
                     values ($1, 'original', $1 || 'o', $1, 1500000, 'image/png', 7), ($1, 'preview', $1 || 'p', $1, 90000, 'image/webp', null),
                       ($1, 'thumb', $1 || 't', $1, 20000, 'image/webp', null), ($1, 'small', $1 || 's', $1, 5000, 'image/webp', null)",
                    args![id.as_str()],
                )
                .await?;
                if no % 20 == 0 {
                    tx.exec(
                        "insert into asset_tag (asset_id, owner_id, no, tag_key, tag) values ($1, $2, $3, $4, $4)",
                        args![id, owner.as_str(), at << 20, format!("tag {}", no % 400)],
                    )
                    .await?;
                }
            }
            Ok(())
        })
    })
    .await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [database, email, pictures] = args.as_slice() else {
        return Err("usage: gallery <database> <email> <pictures>".into());
    };
    let (pictures, url) = (pictures.parse::<i64>()?, format!("sqlite:{database}"));
    let mut options = Options::new(&url);
    options.sqlite_sync = SqliteSync::Normal;
    let db = Db::open(&options).await?;
    let key = email.clone();
    let owner: (String,) = db
        .read(move |tx| {
            let key = key.clone();
            Box::pin(
                async move { tx.one("select id from user_account where email_key = $1", args![key]).await },
            )
        })
        .await
        .map_err(|error: DbError| error)?;
    let mut from = 0;
    while from < pictures {
        let to = (from + AT_ONCE).min(pictures);
        page(&db, &owner.0, from, to).await?;
        from = to;
    }
    db.close().await;
    let blobs = Path::new(database).with_file_name("blobs");
    let blob_url = format!("file:{}", blobs.display());
    let store = Store::open(&StoreOptions {
        database_url: url,
        blob_url,
        relaxed: true,
        retention: easel_domain::Retention::default(),
    })
    .await?;
    while store.assets_index().await? > 0 {}
    store.close().await;
    // Right behind the hundredth from the end.
    let no = (FIRST_MS + 100 * (300 * DAY_MS / 100_000)) << 20;
    println!("{}", URL_SAFE_NO_PAD.encode(no.to_string()));
    Ok(())
}
