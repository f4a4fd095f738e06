//! The tables' history, oldest first. What has been released stays as it is.

use easel_db::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "studio",
        sqlite: concat!(
            include_str!("../migrations/0001_studio.sql"),
            include_str!("../migrations/sqlite/0001_studio.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0001_studio.sql"),
            include_str!("../migrations/postgres/0001_studio.sql")
        ),
    },
    Migration {
        number: 3,
        name: "channels",
        sqlite: include_str!("../migrations/0003_channels.sql"),
        postgres: include_str!("../migrations/0003_channels.sql"),
    },
    Migration {
        number: 4,
        name: "inputs",
        sqlite: include_str!("../migrations/0004_inputs.sql"),
        postgres: include_str!("../migrations/0004_inputs.sql"),
    },
    Migration {
        number: 5,
        name: "tests",
        sqlite: include_str!("../migrations/0005_tests.sql"),
        postgres: include_str!("../migrations/0005_tests.sql"),
    },
    Migration {
        number: 7,
        name: "lent",
        sqlite: include_str!("../migrations/0007_lent.sql"),
        postgres: include_str!("../migrations/0007_lent.sql"),
    },
    Migration {
        number: 8,
        name: "preview",
        sqlite: include_str!("../migrations/0008_preview.sql"),
        postgres: include_str!("../migrations/0008_preview.sql"),
    },
    Migration {
        number: 9,
        name: "studio tools",
        sqlite: include_str!("../migrations/0009_studio_tools.sql"),
        postgres: include_str!("../migrations/0009_studio_tools.sql"),
    },
    Migration {
        number: 13,
        name: "gallery",
        sqlite: concat!(
            include_str!("../migrations/sqlite/0013_gallery.sql"),
            include_str!("../migrations/0013_gallery.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/postgres/0013_gallery.sql"),
            include_str!("../migrations/0013_gallery.sql")
        ),
    },
    Migration {
        number: 14,
        name: "strips",
        sqlite: include_str!("../migrations/0014_strips.sql"),
        postgres: include_str!("../migrations/0014_strips.sql"),
    },
    Migration {
        number: 15,
        name: "downloads and masks",
        sqlite: include_str!("../migrations/0015_downloads_and_masks.sql"),
        postgres: include_str!("../migrations/0015_downloads_and_masks.sql"),
    },
    Migration {
        number: 16,
        name: "money",
        sqlite: concat!(
            include_str!("../migrations/0016_money.sql"),
            include_str!("../migrations/sqlite/0016_money.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0016_money.sql"),
            include_str!("../migrations/postgres/0016_money.sql")
        ),
    },
    Migration {
        number: 17,
        name: "plans",
        sqlite: concat!(
            include_str!("../migrations/0017_plans.sql"),
            include_str!("../migrations/sqlite/0017_plans.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0017_plans.sql"),
            include_str!("../migrations/postgres/0017_plans.sql")
        ),
    },
    Migration {
        number: 18,
        name: "stripe",
        sqlite: concat!(
            include_str!("../migrations/0018_stripe.sql"),
            include_str!("../migrations/sqlite/0018_stripe.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0018_stripe.sql"),
            include_str!("../migrations/postgres/0018_stripe.sql")
        ),
    },
    Migration {
        number: 19,
        name: "accounts",
        sqlite: concat!(
            include_str!("../migrations/0019_accounts.sql"),
            include_str!("../migrations/sqlite/0019_accounts.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0019_accounts.sql"),
            include_str!("../migrations/postgres/0019_accounts.sql")
        ),
    },
    Migration {
        number: 20,
        name: "books",
        sqlite: concat!(
            include_str!("../migrations/0020_books.sql"),
            include_str!("../migrations/sqlite/0020_books.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0020_books.sql"),
            include_str!("../migrations/postgres/0020_books.sql")
        ),
    },
    Migration {
        number: 21,
        name: "people",
        sqlite: include_str!("../migrations/0021_people.sql"),
        postgres: include_str!("../migrations/0021_people.sql"),
    },
    Migration {
        number: 22,
        name: "studio_words",
        sqlite: include_str!("../migrations/0022_studio_words.sql"),
        postgres: include_str!("../migrations/0022_studio_words.sql"),
    },
    Migration {
        number: 23,
        name: "second factor",
        sqlite: include_str!("../migrations/0023_second_factor.sql"),
        postgres: include_str!("../migrations/0023_second_factor.sql"),
    },
    Migration {
        number: 24,
        name: "leaving",
        sqlite: include_str!("../migrations/0024_leaving.sql"),
        postgres: include_str!("../migrations/0024_leaving.sql"),
    },
    Migration {
        number: 25,
        name: "backups",
        sqlite: include_str!("../migrations/0025_backups.sql"),
        postgres: include_str!("../migrations/0025_backups.sql"),
    },
    Migration {
        number: 26,
        name: "operating",
        sqlite: include_str!("../migrations/0026_operating.sql"),
        postgres: include_str!("../migrations/0026_operating.sql"),
    },
    Migration {
        number: 27,
        name: "showcase",
        sqlite: concat!(
            include_str!("../migrations/0027_showcase.sql"),
            include_str!("../migrations/sqlite/0027_showcase.sql")
        ),
        postgres: concat!(
            include_str!("../migrations/0027_showcase.sql"),
            include_str!("../migrations/postgres/0027_showcase.sql")
        ),
    },
    Migration {
        number: 29,
        name: "conversations",
        sqlite: include_str!("../migrations/0029_conversations.sql"),
        postgres: include_str!("../migrations/0029_conversations.sql"),
    },
    Migration {
        number: 31,
        name: "sign-in",
        sqlite: include_str!("../migrations/0031_sign_in.sql"),
        postgres: include_str!("../migrations/0031_sign_in.sql"),
    },
    Migration {
        number: 32,
        name: "guide",
        sqlite: include_str!("../migrations/0032_guide.sql"),
        postgres: include_str!("../migrations/0032_guide.sql"),
    },
    Migration {
        number: 33,
        name: "notices",
        sqlite: include_str!("../migrations/0033_notices.sql"),
        postgres: include_str!("../migrations/0033_notices.sql"),
    },
    Migration {
        number: 34,
        name: "archives",
        sqlite: include_str!("../migrations/0034_archives.sql"),
        postgres: include_str!("../migrations/0034_archives.sql"),
    },
    Migration {
        number: 35,
        name: "openid",
        sqlite: include_str!("../migrations/0035_openid.sql"),
        postgres: include_str!("../migrations/0035_openid.sql"),
    },
    Migration {
        number: 36,
        name: "inspections",
        sqlite: include_str!("../migrations/0036_inspections.sql"),
        postgres: include_str!("../migrations/0036_inspections.sql"),
    },
    Migration {
        number: 37,
        name: "retention",
        sqlite: include_str!("../migrations/0037_retention.sql"),
        postgres: include_str!("../migrations/0037_retention.sql"),
    },
];

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;
    use easel_db::{Db, DbError, Options, tx};
    use tempfile::TempDir;

    /// A studio that sold packs before there were plans and gateways.
    const BEFORE: &[&str] = &[
        "insert into user_account (id, email, email_key, password_hash, name, language, role, created_at)
         values ('ann', 'a@x.test', 'a@x.test', 'h', 'Ann', 'en', 'creator', 1), ('eve', 'e@x.test', 'e@x.test', 'h', 'Eve', 'en', 'admin', 1)",
        "insert into wallet (user_id, available_bought, entry_no) values ('ann', 100, 1), ('eve', 0, 0)",
        "insert into pack (id, name, label, credits, amount_minor, currency, position, made_at)
         values ('small', 'small', '{\"en\":\"Small\"}', 100, 49900, 'INR', 0, 1)",
        "insert into payment (id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at,
           expires_at, state, utr, note, claimed_at, reason, changed_at)
         values ('new', 'ann', 'small', 'upi', 49900, 'INR', 100, 'r1', 1, 10, 99, 'created', null, null, null, null, 10),
           ('waits', 'ann', 'small', 'upi', 49900, 'INR', 100, 'r2', 2, 10, 99, 'pending', '222222222222', 'hello', 20, null, 20),
           ('paid', 'ann', 'small', 'manual', 49900, 'INR', 100, 'r3', 1, 10, 99, 'paid', '333333333333', null, 20, null, 30),
           ('refused', 'ann', 'small', 'upi', 49900, 'INR', 100, 'r4', 1, 10, 99, 'rejected', '444444444444', null, 20, 'none came', 40),
           ('over', 'ann', 'small', 'upi', 49900, 'INR', 100, 'r5', 1, 10, 99, 'expired', null, null, null, null, 50)",
        "insert into payment_utr (utr, payment_id) values ('222222222222', 'waits'), ('333333333333', 'paid'), ('444444444444', 'refused')",
        "insert into payment_approval (payment_id, admin_id, at) values ('waits', 'eve', 25), ('paid', 'eve', 30)",
        "insert into ledger_entry (id, user_id, entry_no, kind, from_account, to_account, plan, bonus, bought, available_after, held_after,
           reason, payment_id, actor_id, at)
         values ('e1', 'ann', 1, 'top_up', 'house', 'available', 0, 0, 100, 100, 0, 'top_up', 'paid', 'eve', 30)",
    ];
    const AFTER: &str = "select id, state, coalesce(utr, ''), coalesce(paid_at, 0), approvals_needed from payment order by id";
    const KEPT: &str = "select (select count(*) from payment_utr u join payment p on p.id = u.payment_id),
        (select count(*) from payment_approval a join payment p on p.id = a.payment_id), (select count(*) from ledger_entry where payment_id = 'paid')";
    const ROLES: &str = "select id, role from user_account order by id";
    const NO_ROLE: &str = "update user_account set role = 'admin' where id = 'eve'";
    const STAYS: &str = "update payment set amount_minor = 1 where id = 'paid'";
    const STRANGER: &str = "insert into payment_utr (utr, payment_id) values ('555555555555', 'nobody')";

    async fn told(db: &Db, text: &'static str) -> Result<u64, DbError> {
        db.write(tx!(|tx| { tx.exec(text, &[]).await })).await
    }

    async fn grows_up(url: String) {
        let db = Db::open(&Options::new(&url)).await.expect("a database");
        let (old, _): (Vec<_>, Vec<_>) =
            MIGRATIONS.iter().copied().partition(|migration| migration.number <= 16);
        db.migrate(&old).await.expect("the tables of then");
        for text in BEFORE {
            told(&db, text).await.expect("what was there");
        }
        db.migrate(MIGRATIONS).await.expect("the tables of now");
        let after: Vec<(String, String, String, i64, i64)> =
            db.read(tx!(|tx| { tx.all(AFTER, &[]).await })).await.expect("payments");
        let after: Vec<_> =
            after.iter().map(|p| (p.0.as_str(), p.1.as_str(), p.2.as_str(), p.3, p.4)).collect();
        assert_eq!(
            after,
            [
                ("new", "created", "", 0, 1),
                ("over", "expired", "", 0, 1),
                ("paid", "paid", "333333333333", 30, 1),
                ("refused", "rejected", "444444444444", 0, 1),
                ("waits", "pending", "222222222222", 0, 2),
            ]
        );
        let kept: (i64, i64, i64) =
            db.read(tx!(|tx| { tx.one(KEPT, &[]).await })).await.expect("what belongs to them");
        assert_eq!(kept, (3, 2, 1));
        let roles: Vec<(String, String)> =
            db.read(tx!(|tx| { tx.all(ROLES, &[]).await })).await.expect("people");
        let roles: Vec<_> = roles.iter().map(|(id, role)| (id.as_str(), role.as_str())).collect();
        assert_eq!(roles, [("ann", "user"), ("eve", "owner")]);
        assert!(told(&db, NO_ROLE).await.is_err(), "there is no such role any more");
        assert!(told(&db, STAYS).await.is_err(), "what was ordered still never changes");
        assert!(told(&db, STRANGER).await.is_err(), "a number still belongs to a payment");
        db.close().await;
    }

    #[tokio::test]
    async fn payments_of_an_older_studio_stay_what_they_were_on_sqlite() {
        let folder = TempDir::new().expect("a folder");
        grows_up(format!("sqlite:{}", folder.path().join("studio.db").display())).await;
    }

    #[tokio::test]
    async fn payments_of_an_older_studio_stay_what_they_were_on_postgres() {
        let Some(server) = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) else {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "TEST_POSTGRES_URL is not set");
            return;
        };
        let join = if server.contains('?') { '&' } else { '?' };
        let schema = format!("grows_{}", std::process::id());
        let url = format!("{server}{join}schema={schema}");
        let drop: &'static str = Box::leak(format!("drop schema {schema} cascade").into_boxed_str());
        let grown = tokio::spawn(grows_up(url.clone())).await;
        let db = Db::open(&Options::new(&url)).await.expect("a database");
        told(&db, drop).await.expect("the schema goes");
        db.close().await;
        grown.expect("it grew up");
    }
}
