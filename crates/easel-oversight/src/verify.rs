//! Whether every rule of the ledger holds, read in one snapshot. Behind `easel ledger verify`, after every step of the
//! simulation and at the end of every test that moves credits.

use crate::Oversight;
use easel_db::{Tx, texts, tx};
use easel_store::StoreError;

/// A rule and the SQL that finds what breaks it: one row a breach, whose first column says where.
struct Rule {
    invariant: &'static str,
    says: &'static str,
    breaches: &'static str,
}

texts! {
    ENTRY_MOVES = "select id from ledger_entry where from_account = to_account or from_account not in ('issued','available','held','spent','lapsed','owed')
        or to_account not in ('issued','available','held','spent','lapsed','owed') limit 20";
    WALLET_IS_FOLD = "select w.user_id from wallet w left join (
          select user_id, count(*) as entries, max(entry_no) as last,
            sum(case when to_account = 'available' then plan when from_account = 'available' then -plan else 0 end) as ap,
            sum(case when to_account = 'available' then bonus when from_account = 'available' then -bonus else 0 end) as ab,
            sum(case when to_account = 'available' then bought when from_account = 'available' then -bought else 0 end) as ag,
            sum(case when to_account = 'held' then plan when from_account = 'held' then -plan else 0 end) as hp,
            sum(case when to_account = 'held' then bonus when from_account = 'held' then -bonus else 0 end) as hb,
            sum(case when to_account = 'held' then bought when from_account = 'held' then -bought else 0 end) as hg,
            sum(case when from_account = 'owed' then plan + bonus + bought when to_account = 'owed' then -(plan + bonus + bought) else 0 end) as ow
          from ledger_entry group by user_id) f on f.user_id = w.user_id
        where w.available_plan <> coalesce(f.ap, 0) or w.available_bonus <> coalesce(f.ab, 0) or w.available_bought <> coalesce(f.ag, 0)
          or w.held_plan <> coalesce(f.hp, 0) or w.held_bonus <> coalesce(f.hb, 0) or w.held_bought <> coalesce(f.hg, 0)
          or w.owed <> coalesce(f.ow, 0) or w.entry_no <> coalesce(f.last, 0) or w.entry_no <> coalesce(f.entries, 0) limit 20";
    BALANCES_AFTER = "select id from (
          select id, available_after, held_after,
            sum(case when to_account = 'available' then plan + bonus + bought when from_account = 'available' then -(plan + bonus + bought) else 0 end)
              over (partition by user_id order by entry_no) as available,
            sum(case when to_account = 'held' then plan + bonus + bought when from_account = 'held' then -(plan + bonus + bought) else 0 end)
              over (partition by user_id order by entry_no) as held
          from ledger_entry) f where available_after <> available or held_after <> held limit 20";
    CONSERVED = "select 'studio' from (select
            (select cast(coalesce(sum(available_plan + available_bonus + available_bought + held_plan + held_bonus + held_bought), 0) as bigint) from wallet) as people,
            (select cast(coalesce(sum(case when from_account in ('issued','spent','lapsed','owed') then plan + bonus + bought else 0 end)
               - sum(case when to_account in ('issued','spent','lapsed','owed') then plan + bonus + bought else 0 end), 0) as bigint) from ledger_entry) as house) s
        where people <> house";
    HOLD_CAPTURE = "select r.hold_id from hold_resolution r join hold h on h.id = r.hold_id
        where r.captured > h.plan + h.bonus + h.bought or (r.outcome = 'captured') <> (r.captured > 0 or exists (
          select 1 from ledger_entry e where e.hold_id = r.hold_id and e.kind = 'capture')) limit 20";
    HOLD_ENTRIES = "select h.id from hold h left join hold_resolution r on r.hold_id = h.id
        left join (select hold_id,
            sum(case when kind = 'hold' then plan + bonus + bought else 0 end) as held,
            sum(case when kind = 'capture' then plan + bonus + bought else 0 end) as captured,
            sum(case when kind in ('release', 'expire') then plan + bonus + bought else 0 end) as released
          from ledger_entry where hold_id is not null group by hold_id) e on e.hold_id = h.id
        where e.held is null or e.held <> h.plan + h.bonus + h.bought
          or (r.hold_id is null and e.captured + e.released <> 0)
          or (r.hold_id is not null and (e.captured <> r.captured or e.captured + e.released <> e.held)) limit 20";
    LIVE_JOB_HOLD = "select j.id from job j left join hold h on h.id = j.id left join hold_resolution r on r.hold_id = j.id
        where j.kind = 'picture' and (h.id is null or (j.state = 'done') <> (r.hold_id is not null) or h.until <> j.deadline_at) limit 20";
    HOLD_HAS_JOB = "select h.id from hold h left join job j on j.id = h.id where j.id is null limit 20";
    JOB_STATE = "select g.id from generation g left join job j on j.id = g.id
        where j.id is null or (j.state = 'available') <> (g.state = 'queued') or (j.state = 'running') <> (g.state = 'running') limit 20";
    CAPTURE_IFF_DELIVERED = "select g.id from generation g
        where (g.state = 'succeeded') <> (g.delivered > 0) or g.delivered > g.count
          or g.captured <> case when g.count > 0 then (g.held / g.count) * g.delivered else 0 end
          or (select count(*) from asset a where a.generation_id = g.id) > g.delivered limit 20";
    /// What stands beside a picture is its own and of its owner.
    BESIDE = "select t.asset_id from asset_tag t join asset a on a.id = t.asset_id where a.no <> t.no or a.owner_id <> t.owner_id
        union all select b.asset_id from board_asset b join asset a on a.id = b.asset_id join board o on o.id = b.board_id
          where a.no <> b.no or a.owner_id <> b.owner_id or a.owner_id <> o.owner_id
        union all select s.asset_id from share_asset s join asset a on a.id = s.asset_id join share h on h.id = s.share_id
          where a.owner_id <> h.owner_id limit 20";
    CAPTURED_AGREES = "select g.id from generation g left join hold_resolution r on r.hold_id = g.id
        where g.captured <> coalesce(r.captured, 0) limit 20";
    TEST_IS_FREE = "select j.id from job j join hold h on h.id = j.id
        where j.channel is not null and (h.plan + h.bonus + h.bought <> 0 or not exists (
          select 1 from audit a where a.action = 'channel.test' and a.after = j.id and a.subject = j.channel)) limit 20";
    UPLOAD_JOB = "select u.id from upload u left join job j on j.id = u.id
        where j.id is null or j.kind <> 'ingest' or (u.state = 'arriving') <> (j.state <> 'done') limit 20";
    EXPORT_JOB = "select e.id from export e left join job j on j.id = e.id
        where j.id is null or j.kind <> 'export' or (e.state in ('queued', 'running')) <> (j.state <> 'done') limit 20";
    ATTEMPTS = "select j.id from job j where j.attempt_no <> (select count(*) from attempt a where a.job_id = j.id)
          or (j.state <> 'running' and exists (select 1 from attempt a where a.job_id = j.id and a.finished_at is null)) limit 20";
    THREE_FILES = "select a.id from asset a where (select count(*) from asset_blob b where b.asset_id = a.id and b.variant <> 'small') <> 3 limit 20";
    PAID_ONCE = "select p.id from payment p left join (select payment_id, count(*) as entries, sum(bought) as bought, min(user_id) as user_id
            from ledger_entry where kind = 'top_up' and payment_id is not null group by payment_id) e on e.payment_id = p.id
          where (p.pack_id is null and e.entries is not null) or p.pack_id is not null and ((p.state in ('paid', 'refunded', 'disputed')) <> (e.entries is not null) or e.entries > 1 or e.bought <> p.credits or e.user_id <> p.owner_id)
        union all select e.id from ledger_entry e where e.payment_id is not null and not exists (select 1 from payment p where p.id = e.payment_id) limit 20";
    CONFIRMED = "select p.id from payment p where p.gateway <> 'stripe' and p.state in ('pending', 'paid', 'refunded', 'disputed') and (
          (p.state <> 'pending') <> ((select count(*) from payment_approval a where a.payment_id = p.id and a.admin_id <> p.owner_id) >= p.approvals_needed)
          or not exists (select 1 from payment_utr u where u.payment_id = p.id and u.utr = p.utr)) limit 20";
    /// Nothing counts for a payment at a gateway but its own page there.
    CHECKED_OUT = "select p.id from payment p left join checkout c on c.payment_id = p.id
          where (p.gateway = 'stripe') <> (c.payment_id is not null)
            or (p.gateway = 'stripe' and p.state in ('pending', 'paid', 'refunded', 'disputed') and c.session_id is null)
            or (p.gateway = 'stripe' and exists (select 1 from payment_approval a where a.payment_id = p.id)) limit 20";
    REFUND_WITHIN = "select p.id from payment p join (select payment_id,
            cast(sum(case when state in ('sending', 'done') then credits else 0 end) as bigint) as credits,
            cast(sum(case when state in ('sending', 'done') then amount_minor else 0 end) as bigint) as amount
          from refund group by payment_id) r on r.payment_id = p.id
        where (r.credits > 0 or r.amount > 0) and (p.state not in ('paid', 'refunded', 'disputed') or r.credits > p.credits or r.amount > p.amount_minor)
          or p.state in ('paid', 'refunded') and (p.state = 'refunded') <> (r.amount >= p.amount_minor) limit 20";
    /// What refunds and disputes of a payment took and gave back is what its rows say; what is owed belongs to one.
    TAKEN_AGREES = "select p.id from payment p
          left join (select payment_id,
              cast(sum(case when kind = 'refund' then bought when kind = 'grant' then -bought else 0 end) as bigint) as refunded,
              cast(sum(case when kind in ('dispute', 'owe') then bought when kind = 'restore' then -bought else 0 end) as bigint) as disputed
            from ledger_entry where payment_id is not null and kind in ('refund', 'grant', 'dispute', 'owe', 'restore') group by payment_id) e on e.payment_id = p.id
          left join (select payment_id, cast(sum(case when state in ('sending', 'done') then credits else 0 end) as bigint) as credits
            from refund group by payment_id) r on r.payment_id = p.id
          left join (select payment_id, cast(sum(case when state in ('open', 'lost') then taken else 0 end) as bigint) as taken,
              sum(case when state in ('open', 'lost') then 1 else 0 end) as lasting from dispute group by payment_id) d on d.payment_id = p.id
        where coalesce(e.refunded, 0) <> coalesce(r.credits, 0) or coalesce(e.disputed, 0) <> coalesce(d.taken, 0)
          or coalesce(r.credits, 0) + coalesce(d.taken, 0) > p.credits
          or (p.state = 'disputed') <> (coalesce(d.lasting, 0) > 0) limit 20";
    FROZEN = "select w.user_id from wallet w left join (select p.owner_id, count(*) as open from dispute d join payment p on p.id = d.payment_id
            where d.state = 'open' group by p.owner_id) d on d.owner_id = w.user_id
        where w.disputes <> coalesce(d.open, 0) or (w.owed > 0 and w.available_bought > 0) limit 20";
    /// What is printed says what was paid, once.
    RECEIPTED = "select p.id from payment p left join receipt r on r.source = p.id and r.kind = 'receipt'
          where (r.no is not null) <> (p.state in ('paid', 'refunded', 'disputed'))
            or r.gross_minor <> p.amount_minor or r.owner_id <> p.owner_id or r.currency <> p.currency
        union all select f.id from refund f left join receipt n on n.source = f.id and n.kind = 'credit_note'
            left join receipt b on b.source = f.id || '/back' and b.kind = 'receipt'
          where (n.no is not null) <> (f.state = 'done' or b.no is not null) or n.gross_minor <> f.amount_minor or n.credits <> f.credits
            or b.gross_minor <> f.amount_minor or (b.no is not null and f.state <> 'failed')
        union all select 'studio' from (select (select last_no from receipt_counter) as last, (select count(*) from receipt) as written,
            (select coalesce(max(no), 0) from receipt) as most) c where last <> written or last <> most limit 20";
    REDEEMED = "select 'studio' from (select
            (select cast(coalesce(sum(bonus), 0) as bigint) from ledger_entry where reason = 'redeemed') as given,
            (select cast(coalesce(sum(b.credits), 0) as bigint) from redeem_code c join redeem_batch b on b.id = c.batch_id
              where c.redeemed_at is not null) as due) s where given <> due";
    PLAN_PAID_ONCE = "select p.id from payment p left join plan_term t on t.payment_id = p.id
            left join subscription s on s.id = t.subscription_id
          where (p.plan_id is not null and p.state in ('paid', 'refunded', 'disputed')) <> (t.payment_id is not null) or t.plan_id <> p.plan_id or s.owner_id <> p.owner_id limit 20";
    ONE_PLAN_EACH = "select owner_id from subscription where state = 'live' group by owner_id having count(*) > 1 limit 20";
    /// Each cycle is one grant of what its term's plan gives, and each such grant is a cycle's.
    CYCLES = "select c.entry_id from plan_cycle c join subscription s on s.id = c.subscription_id join plan q on q.id = c.plan_id
            left join ledger_entry e on e.id = c.entry_id and e.kind = 'grant' and e.reason = 'plan_refresh' and e.user_id = s.owner_id
          where e.id is null or e.plan <> q.credits or e.bonus + e.bought <> 0 or c.plan_id <> coalesce((select t.plan_id from plan_term t
            where t.subscription_id = c.subscription_id and t.from_cycle <= c.cycle_no order by t.from_cycle desc limit 1), '')
        union all select e.id from ledger_entry e where e.reason = 'plan_refresh' and not exists (select 1 from plan_cycle c where c.entry_id = e.id)
        union all select s.id from subscription s where s.cycle_no <> coalesce((select max(c.cycle_no) from plan_cycle c where c.subscription_id = s.id), -1)
          or s.plan_id <> coalesce((select c.plan_id from plan_cycle c where c.subscription_id = s.id and c.cycle_no = s.cycle_no), '') limit 20";
    /// With each cycle that begins, and each plan that ends, what was given before lapses.
    EPOCHS = "select w.user_id from wallet w where w.plan_epoch <>
            (select count(*) from plan_cycle c join subscription s on s.id = c.subscription_id where s.owner_id = w.user_id)
            + (select count(*) from subscription s where s.owner_id = w.user_id and s.state = 'ended') limit 20";
    LATE_LAPSE = "select h.id from hold h join (select hold_id,
              sum(case when kind in ('release', 'expire') then plan else 0 end) as released,
              max(case when kind in ('release', 'expire') then plan_epoch else 0 end) as epoch,
              sum(case when kind = 'lapse' then plan else 0 end) as lapsed
            from ledger_entry where hold_id is not null group by hold_id) e on e.hold_id = h.id
          where e.lapsed <> case when e.epoch > h.plan_epoch then e.released else 0 end limit 20";
    COUNTS = "select (select count(*) from wallet), (select count(*) from ledger_entry), (select count(*) from hold), (select count(*) from asset)";
}

const RULES: &[Rule] = &[
    Rule {
        invariant: "I1",
        says: "an entry moves credits between two different accounts",
        breaches: ENTRY_MOVES,
    },
    Rule {
        invariant: "I1",
        says: "what people have is what the house gave less what it took",
        breaches: CONSERVED,
    },
    Rule {
        invariant: "I9",
        says: "a wallet is the fold of its ledger, and its entries have no gaps",
        breaches: WALLET_IS_FOLD,
    },
    Rule {
        invariant: "I9",
        says: "the balance after each entry is the fold up to it",
        breaches: BALANCES_AFTER,
    },
    Rule { invariant: "I3", says: "no more is captured than was held", breaches: HOLD_CAPTURE },
    Rule { invariant: "I3", says: "a hold's entries add up to how it ended", breaches: HOLD_ENTRIES },
    Rule {
        invariant: "I4",
        says: "a live job has an open hold, a finished one has none",
        breaches: LIVE_JOB_HOLD,
    },
    Rule { invariant: "I4", says: "a hold belongs to a job", breaches: HOLD_HAS_JOB },
    Rule { invariant: "I4", says: "a generation is where its job is", breaches: JOB_STATE },
    Rule { invariant: "I5", says: "what is captured is what was delivered", breaches: CAPTURE_IFF_DELIVERED },
    Rule { invariant: "I5", says: "a generation's charge is its hold's", breaches: CAPTURED_AGREES },
    Rule {
        invariant: "I18",
        says: "a test of a channel is free, and written down with who made it",
        breaches: TEST_IS_FREE,
    },
    Rule { invariant: "I7", says: "an upload arrives as long as its job lives", breaches: UPLOAD_JOB },
    Rule { invariant: "I7", says: "an export is under way as long as its job lives", breaches: EXPORT_JOB },
    Rule { invariant: "I19", says: "every claim is an attempt, closed once", breaches: ATTEMPTS },
    Rule { invariant: "I16", says: "a picture has its three files", breaches: THREE_FILES },
    Rule {
        invariant: "I8",
        says: "a payment gives its credits once, to who ordered, when it is paid and not before",
        breaches: PAID_ONCE,
    },
    Rule {
        invariant: "I8",
        says: "a payment is paid by as many others as it needs, and holds its UTR",
        breaches: CONFIRMED,
    },
    Rule {
        invariant: "I8",
        says: "a payment at a gateway has its own page there, and needs nobody's word",
        breaches: CHECKED_OUT,
    },
    Rule { invariant: "I8", says: "no more goes back than was paid and given", breaches: REFUND_WITHIN },
    Rule {
        invariant: "I8",
        says: "what refunds and disputes took is what they say, and never more than was given",
        breaches: TAKEN_AGREES,
    },
    Rule {
        invariant: "I2",
        says: "a wallet knows its open disputes, and owes nothing while bought credits are there",
        breaches: FROZEN,
    },
    Rule {
        invariant: "I8",
        says: "a payment pays for one term of its plan, when it is paid and not before",
        breaches: PLAN_PAID_ONCE,
    },
    Rule { invariant: "I8", says: "nobody has two plans at once", breaches: ONE_PLAN_EACH },
    Rule { invariant: "I8", says: "a plan's cycle gives what was paid for, once", breaches: CYCLES },
    Rule {
        invariant: "I3",
        says: "a plan's credits lapse with every cycle and with its end",
        breaches: EPOCHS,
    },
    Rule {
        invariant: "I3",
        says: "plan credits of a cycle that is over lapse when they are released",
        breaches: LATE_LAPSE,
    },
    Rule {
        invariant: "I8",
        says: "a paid payment has its receipt, and receipts are numbered without gaps",
        breaches: RECEIPTED,
    },
    Rule { invariant: "I8", says: "what was redeemed is what codes were used for", breaches: REDEEMED },
    Rule { invariant: "I11", says: "tags, boards and shares hold pictures of one owner", breaches: BESIDE },
];

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant.
    pub invariant: &'static str,
    /// What should be.
    pub says: &'static str,
    /// Ids of rows where it isn't; at most twenty.
    pub at: Vec<String>,
}

/// What was looked at and what was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Wallets.
    pub wallets: i64,
    /// Ledger entries.
    pub entries: i64,
    /// Holds.
    pub holds: i64,
    /// Pictures.
    pub assets: i64,
    /// Rules looked at.
    pub rules: usize,
    /// Broken ones; empty when all is well.
    pub findings: Vec<Finding>,
}

impl Oversight {
    /// Checks every rule in one snapshot.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ledger_verify(&self) -> Result<Report, StoreError> {
        self.db.read(tx!(|tx| { verify_in_tx(tx).await })).await
    }
}

async fn verify_in_tx(tx: &mut Tx<'_>) -> Result<Report, StoreError> {
    let (wallets, entries, holds, assets) = tx.one(COUNTS, &[]).await?;
    let mut findings = Vec::new();
    for rule in RULES {
        let rows: Vec<(String,)> = tx.all(rule.breaches, &[]).await?;
        if !rows.is_empty() {
            let at = rows.into_iter().map(|(id,)| id).collect();
            findings.push(Finding { invariant: rule.invariant, says: rule.says, at });
        }
    }
    Ok(Report { wallets, entries, holds, assets, rules: RULES.len(), findings })
}
