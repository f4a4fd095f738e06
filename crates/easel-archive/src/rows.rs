//! What is known of a person, as tables: read page by page, so that their length doesn't matter, and what belongs to the rows of a
//! page with one question more.

use easel_db::{DbError, FromRow, Row, Value, texts};
use serde_json::value::RawValue;
use std::fmt::Write as _;

texts! {
    ACCOUNT = "select id, email, name, public_name, language, role, created_at, verified_at, second_factor_at, suspended_at, suspended_reason, leaves_at, sign_in_alerts
               from user_account where id = $1 and id > $2 order by id limit $3";
    SESSIONS = "select id, user_agent, created_at, last_seen_at, expires_at from session where user_id = $1 and id > $2 order by id limit $3";
    PASSKEYS = "select id, name, created_at, last_used_at from passkey where user_id = $1 and id > $2 order by id limit $3";
    IDENTITIES = "select issuer || ' ' || subject as place, issuer, subject, email, created_at, last_used_at from openid_identity
                  where user_id = $1 and issuer || ' ' || subject > $2 order by 1 limit $3";
    NOTICES = "select id, kind, subject_id, count, credits, minor, currency, at, read_at, mailed_at from notice
               where owner_id = $1 and id > $2 order by id limit $3";
    NOTICE_CHOICES = "select topic, push, mail from notice_choice where owner_id = $1 and topic > $2 order by topic limit $3";
    NOTICE_DEVICES = "select d.id, s.user_agent, d.made_at from push_device d join session s on s.id = d.session_id
                      where d.owner_id = $1 and d.id > $2 order by d.id limit $3";
    WALLET = "select user_id, monthly_cap, low_at from wallet where user_id = $1 and user_id > $2 order by user_id limit $3";
    CREDIT_CHANGES = "select id, credits, reason, at from credit_change where user_id = $1 and id > $2 order by id limit $3";
    INSPECTIONS = "select id, role, reason, at, until_at from inspection where person_id = $1 and id > $2 order by id limit $3";
    CONSENTS = "select kind, at from consent where user_id = $1 and kind > $2 order by kind limit $3";
    AGREEMENTS = "select kind || '/' || cast(version as text) as place, kind, version, agreed_at from legal_consent
                  where user_id = $1 and kind || '/' || cast(version as text) > $2 order by 1 limit $3";
    PAYMENTS = "select id, gateway, state, pack_id, plan_id, amount_minor, currency, credits, reference, utr, note, reason, created_at, claimed_at, paid_at, changed_at
                from payment where owner_id = $1 and id > $2 order by id limit $3";
    REFUNDS = "select r.id, r.payment_id, r.state, r.credits, r.amount_minor, r.reason, r.answer, r.created_at, r.changed_at
               from payment p join refund r on r.payment_id = p.id where p.owner_id = $1 and r.id > $2 order by r.id limit $3";
    PLANS = "select s.id, n.label, s.gateway, s.state, s.renews, s.cancel_at_end, s.started_at, s.paid_until, s.ended_at
             from subscription s join plan n on n.id = s.plan_id where s.owner_id = $1 and s.id > $2 order by s.id limit $3";
    CODES = "select c.code_hash, b.name, b.credits, c.redeemed_at from redeem_code c join redeem_batch b on b.id = c.batch_id
             where c.redeemed_by = $1 and c.code_hash > $2 order by c.code_hash limit $3";
    GENERATIONS = "select id, state, failure, count, delivered, held, captured, created_at, finished_at, spec
                   from generation where owner_id = $1 and id > $2 order by id limit $3";
    GENERATION_PICTURES = "select a.generation_id, a.id from asset a where a.generation_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)
                           order by a.position";
    CHARACTERS = "select id, name, description, never_changes, created_at, changed_at from character_card where owner_id = $1 and id > $2 order by id limit $3";
    CHARACTER_PICTURES = "select p.character_id, p.asset_id from character_picture p
                          where p.character_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by p.position";
    OUTFITS = "select o.character_id, o.name, o.description, o.asset_id from character_outfit o
               where o.character_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by o.position";
    BRANDS = "select id, name, logo_id, look, created_at, changed_at from brand where owner_id = $1 and id > $2 order by id limit $3";
    BOARDS = "select id, name, created_at, changed_at from board where owner_id = $1 and id > $2 order by id limit $3";
    BOARD_PICTURES = "select x.board_id, x.asset_id from board_asset x where x.board_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)
                           order by x.no";
    SHARES = "select id, board_id, password_hash is not null, opened, created_at, expires_at from share where owner_id = $1 and id > $2 order by id limit $3";
    SHARE_PICTURES = "select s.share_id, s.asset_id from share_asset s where s.share_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)
                      order by s.position";
    STRIPS = "select id, name, width_px, height_px, background, seam, seam_px, created_at, changed_at from strip where owner_id = $1 and id > $2 order by id limit $3";
    STRIP_PICTURES = "select i.strip_id, i.asset_id, i.seam, i.seam_px from strip_item i
                      where i.strip_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by i.position";
    EXPORTS = "select id, kind, state, name, mime, bytes, failure, asked, created_at, expires_at from export where owner_id = $1 and id > $2 order by id limit $3";
    EXHIBITS = "select id, asset_id, title, shows_prompt, state, reason, appeal, created_at, shown_at, featured_at, decided_at
                from exhibit where owner_id = $1 and id > $2 order by id limit $3";
    MESSAGES = "select m.no, m.side, m.text, m.asset_id, m.generation_id, m.at from conversation c join message m on m.conversation_id = c.id
                where c.owner_id = $1 and m.side <> 'note' and m.no > $2 order by m.no limit $3";
}

/// How a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    /// As it is.
    Plain,
    /// A moment, as people and programs read it.
    Moment,
    /// JSON as it is kept.
    Json,
    /// Yes or no.
    Flag,
    /// Only says where the next page begins.
    Place,
}

type Column = (&'static str, As);

/// Rows that belong to those of a table: the first column says to which.
pub(crate) struct Belonging {
    pub(crate) field: &'static str,
    /// Without the first. One alone: a list of its values.
    pub(crate) columns: &'static [Column],
    /// `$1` are the ids.
    pub(crate) text: &'static str,
}

/// One file of rows.
pub(crate) struct Table {
    pub(crate) file: &'static str,
    /// The first is what the pages go by.
    pub(crate) columns: &'static [Column],
    /// `$1` is the owner, `$2` where the page begins, `$3` how many.
    pub(crate) text: &'static str,
    pub(crate) belonging: &'static [Belonging],
    /// Where the first page begins.
    pub(crate) first: First,
}

/// Where a table begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum First {
    /// Its place is a text.
    Text,
    /// Its place is a number from 1 on.
    Number,
}

impl First {
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Text => Value::Text(String::new()),
            Self::Number => Value::Int(0),
        }
    }
}

use As::{Flag, Json, Moment, Place, Plain};

const fn of(file: &'static str, columns: &'static [Column], text: &'static str) -> Table {
    Table { file, columns, text, belonging: &[], first: First::Text }
}

/// What somebody asked for, in words.
pub(crate) const PROMPTS: Table = Table {
    belonging: &[Belonging { field: "pictures", columns: &[("id", Plain)], text: GENERATION_PICTURES }],
    ..of(
        "prompts/generations.json",
        &[
            ("id", Plain),
            ("state", Plain),
            ("failure", Plain),
            ("count", Plain),
            ("delivered", Plain),
            ("credits_held", Plain),
            ("credits_captured", Plain),
            ("created_at", Moment),
            ("finished_at", Moment),
            ("settings", Json),
        ],
        GENERATIONS,
    )
};

/// Everything that is rows and nothing else, in the order of the archive.
pub(crate) const TABLES: &[Table] = &[
    PROMPTS,
    Table {
        belonging: &[
            Belonging { field: "references", columns: &[("asset_id", Plain)], text: CHARACTER_PICTURES },
            Belonging {
                field: "outfits",
                columns: &[("name", Plain), ("description", Plain), ("asset_id", Plain)],
                text: OUTFITS,
            },
        ],
        ..of(
            "characters/characters.json",
            &[
                ("id", Plain),
                ("name", Plain),
                ("description", Plain),
                ("never_changes", Plain),
                ("created_at", Moment),
                ("changed_at", Moment),
            ],
            CHARACTERS,
        )
    },
    of(
        "brands/brands.json",
        &[
            ("id", Plain),
            ("name", Plain),
            ("logo_asset_id", Plain),
            ("look", Json),
            ("created_at", Moment),
            ("changed_at", Moment),
        ],
        BRANDS,
    ),
    Table {
        belonging: &[Belonging { field: "pictures", columns: &[("id", Plain)], text: BOARD_PICTURES }],
        ..of(
            "boards/boards.json",
            &[("id", Plain), ("name", Plain), ("created_at", Moment), ("changed_at", Moment)],
            BOARDS,
        )
    },
    Table {
        belonging: &[Belonging { field: "pictures", columns: &[("id", Plain)], text: SHARE_PICTURES }],
        ..of(
            "boards/links.json",
            &[
                ("id", Plain),
                ("board_id", Plain),
                ("has_password", Flag),
                ("opened", Plain),
                ("created_at", Moment),
                ("expires_at", Moment),
            ],
            SHARES,
        )
    },
    Table {
        belonging: &[Belonging {
            field: "items",
            columns: &[("asset_id", Plain), ("seam", Plain), ("seam_px", Plain)],
            text: STRIP_PICTURES,
        }],
        ..of(
            "strips/strips.json",
            &[
                ("id", Plain),
                ("name", Plain),
                ("width_px", Plain),
                ("height_px", Plain),
                ("background", Plain),
                ("seam", Plain),
                ("seam_px", Plain),
                ("created_at", Moment),
                ("changed_at", Moment),
            ],
            STRIPS,
        )
    },
    of(
        "exports/exports.json",
        &[
            ("id", Plain),
            ("kind", Plain),
            ("state", Plain),
            ("name", Plain),
            ("mime", Plain),
            ("bytes", Plain),
            ("failure", Plain),
            ("asked", Json),
            ("created_at", Moment),
            ("expires_at", Moment),
        ],
        EXPORTS,
    ),
    of(
        "showcase/showcase.json",
        &[
            ("id", Plain),
            ("asset_id", Plain),
            ("title", Plain),
            ("shows_prompt", Flag),
            ("state", Plain),
            ("reason", Plain),
            ("appeal", Plain),
            ("created_at", Moment),
            ("shown_at", Moment),
            ("featured_at", Moment),
            ("decided_at", Moment),
        ],
        EXHIBITS,
    ),
    Table {
        first: First::Number,
        ..of(
            "conversations/messages.json",
            &[
                ("no", Plain),
                ("side", Plain),
                ("text", Plain),
                ("asset_id", Plain),
                ("generation_id", Plain),
                ("at", Moment),
            ],
            MESSAGES,
        )
    },
    of(
        "money/payments.json",
        &[
            ("id", Plain),
            ("gateway", Plain),
            ("state", Plain),
            ("pack_id", Plain),
            ("plan_id", Plain),
            ("amount_minor", Plain),
            ("currency", Plain),
            ("credits", Plain),
            ("reference", Plain),
            ("utr", Plain),
            ("note", Plain),
            ("reason", Plain),
            ("created_at", Moment),
            ("claimed_at", Moment),
            ("paid_at", Moment),
            ("changed_at", Moment),
        ],
        PAYMENTS,
    ),
    of("money/wallet.json", &[("place", Place), ("monthly_cap", Plain), ("low_at", Plain)], WALLET),
    of(
        "money/credit-changes.json",
        &[("id", Plain), ("credits", Plain), ("reason", Plain), ("at", Moment)],
        CREDIT_CHANGES,
    ),
    of(
        "money/refunds.json",
        &[
            ("id", Plain),
            ("payment_id", Plain),
            ("state", Plain),
            ("credits", Plain),
            ("amount_minor", Plain),
            ("reason", Plain),
            ("answer", Plain),
            ("created_at", Moment),
            ("changed_at", Moment),
        ],
        REFUNDS,
    ),
    of(
        "money/plans.json",
        &[
            ("id", Plain),
            ("label", Json),
            ("gateway", Plain),
            ("state", Plain),
            ("renews", Flag),
            ("cancel_at_end", Flag),
            ("started_at", Moment),
            ("paid_until", Moment),
            ("ended_at", Moment),
        ],
        PLANS,
    ),
    of(
        "money/codes.json",
        &[("place", Place), ("name", Plain), ("credits", Plain), ("redeemed_at", Moment)],
        CODES,
    ),
    of(
        "account/account.json",
        &[
            ("id", Plain),
            ("email", Plain),
            ("name", Plain),
            ("public_name", Plain),
            ("language", Plain),
            ("role", Plain),
            ("created_at", Moment),
            ("verified_at", Moment),
            ("second_factor_at", Moment),
            ("suspended_at", Moment),
            ("suspended_reason", Plain),
            ("leaves_at", Moment),
            ("sign_in_alerts", Flag),
        ],
        ACCOUNT,
    ),
    of(
        "account/sessions.json",
        &[
            ("id", Plain),
            ("user_agent", Plain),
            ("created_at", Moment),
            ("last_seen_at", Moment),
            ("expires_at", Moment),
        ],
        SESSIONS,
    ),
    of(
        "account/passkeys.json",
        &[("id", Plain), ("name", Plain), ("created_at", Moment), ("last_used_at", Moment)],
        PASSKEYS,
    ),
    of(
        "account/sign-in-providers.json",
        &[
            ("place", Place),
            ("issuer", Plain),
            ("subject", Plain),
            ("email", Plain),
            ("created_at", Moment),
            ("last_used_at", Moment),
        ],
        IDENTITIES,
    ),
    of(
        "account/notices.json",
        &[
            ("id", Plain),
            ("kind", Plain),
            ("subject_id", Plain),
            ("count", Plain),
            ("credits", Plain),
            ("amount_minor", Plain),
            ("currency", Plain),
            ("at", Moment),
            ("read_at", Moment),
            ("mailed_at", Moment),
        ],
        NOTICES,
    ),
    of("account/notice-choices.json", &[("topic", Plain), ("push", Flag), ("mail", Flag)], NOTICE_CHOICES),
    of(
        "account/notice-devices.json",
        &[("id", Plain), ("user_agent", Plain), ("made_at", Moment)],
        NOTICE_DEVICES,
    ),
    of(
        "account/looks.json",
        &[("id", Plain), ("role", Plain), ("reason", Plain), ("at", Moment), ("until", Moment)],
        INSPECTIONS,
    ),
    of("account/consents.json", &[("kind", Plain), ("at", Moment)], CONSENTS),
    of(
        "account/legal-texts.json",
        &[("place", Place), ("kind", Plain), ("version", Plain), ("agreed_at", Moment)],
        AGREEMENTS,
    ),
];

/// A row of any table.
#[derive(Clone, Debug)]
pub(crate) struct Cells(pub(crate) Vec<Value>);

impl FromRow for Cells {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        (0..row.len()).map(|_| row.next()).collect::<Result<_, _>>().map(Self)
    }
}

/// A value as a text that ids are compared by.
pub(crate) fn key(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Null | Value::Real(_) | Value::Blob(_) => String::new(),
    }
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A moment as people and programs read it, in UTC.
pub(crate) fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

fn written(value: &Value, how: As) -> String {
    match (value, how) {
        (Value::Int(ms), As::Moment) => quoted(&moment(*ms)),
        (Value::Int(number), As::Flag) => (*number != 0).to_string(),
        (Value::Int(number), _) => number.to_string(),
        (Value::Real(number), _) => serde_json::Value::from(*number).to_string(),
        // What should be JSON and isn't is words: nothing is left out of an archive because it is odd.
        (Value::Text(text), As::Json) => {
            serde_json::from_str::<&RawValue>(text).map_or_else(|_| quoted(text), |raw| raw.get().to_owned())
        }
        (Value::Text(text), _) => quoted(text),
        (Value::Null | Value::Blob(_), _) => "null".to_owned(),
    }
}

/// A row as a JSON object, with what belongs to it.
pub(crate) fn object(columns: &[Column], cells: &[Value], more: &[(&str, String)]) -> String {
    let mut out = String::from("{");
    let own = columns.iter().zip(cells).filter(|((_, how), _)| *how != As::Place);
    let own = own.map(|((name, how), value)| (*name, written(value, *how)));
    for (at, (name, value)) in own.chain(more.iter().map(|(name, value)| (*name, value.clone()))).enumerate()
    {
        let _ = write!(out, "{}{}: {value}", if at == 0 { "" } else { ", " }, quoted(name));
    }
    out.push('}');
    out
}

impl Belonging {
    /// What belongs to the row `id`, of all that belongs to its page.
    pub(crate) fn of<'a>(&self, id: &str, all: impl Iterator<Item = &'a Cells>) -> String {
        let mine = all.filter(|cells| matches!(cells.0.first(), Some(Value::Text(owner)) if owner == id));
        let mine = mine.map(|cells| match self.columns {
            [(_, how)] => cells.0.get(1).map_or_else(|| "null".to_owned(), |value| written(value, *how)),
            columns => object(columns, cells.0.get(1..).unwrap_or_default(), &[]),
        });
        format!("[{}]", mine.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_programs_read_it() {
        let columns = [("id", Plain), ("at", Moment), ("settings", Json), ("is_on", Flag), ("place", Place)];
        let text = |text: &str| Value::Text(text.to_owned());
        let cells = [text("a \"b\"\n"), Value::Int(0), text("{\"x\":[1]}"), Value::Int(1), text("hidden")];
        let row = object(&columns, &cells, &[("pictures", "[]".to_owned())]);
        let read: serde_json::Value = serde_json::from_str(&row).expect("JSON");
        assert_eq!(
            read,
            serde_json::json!({ "id": "a \"b\"\n", "at": "1970-01-01T00:00:00Z", "settings": { "x": [1] },
                "is_on": true, "pictures": [] })
        );
        assert_eq!(object(&[("look", Json)], &[text("{no")], &[]), "{\"look\": \"{no\"}");
    }
}
