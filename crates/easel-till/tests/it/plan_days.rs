//! Random years of people with plans: each step asked of the store and of a reference that reckons with a calendar of
//! its own, every answer compared, and every rule verified after each step. The chance is seeded.

use crate::plan::{Counter, DAY_MS, OFFERS, mailed};
use easel_domain::{Buckets, GenerationId};
use easel_store::{Claim, Settled, SubmitError, SubscriptionError};
use easel_testing::{Person, TestStore, draft, on_both, rejected};
use std::sync::Arc;

const STEPS: usize = 90;
const PEN: i64 = 3;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % n).unwrap()
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The moment so many months after another, by counting days.
fn months_later(anchor: i64, months: i64) -> i64 {
    let (mut day, time) = (anchor.div_euclid(DAY_MS), anchor.rem_euclid(DAY_MS));
    let (mut year, mut month) = (1970, 1);
    let mut first = 0;
    while day >= days_of(year, month) {
        day -= days_of(year, month);
        first += days_of(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    for _ in 0..months {
        first += days_of(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    (first + day.min(days_of(year, month) - 1)) * DAY_MS + time
}

#[derive(Clone, Debug)]
struct Sub {
    anchor: i64,
    /// The plan of each paid cycle, as its place among the offers.
    paid: Vec<usize>,
    cycle: usize,
    cancelled: bool,
    told: i64,
}

impl Sub {
    fn until(&self) -> i64 {
        months_later(self.anchor, i64::try_from(self.paid.len()).unwrap())
    }
}

#[derive(Clone, Debug)]
struct Held {
    split: Buckets,
    epoch: u64,
    count: i64,
}

/// What somebody has, by the book.
#[derive(Clone, Debug)]
struct Book {
    available: Buckets,
    held: Buckets,
    epoch: u64,
    live: Option<Sub>,
    /// Plans that ended, of which their owner was not told yet.
    untold: usize,
    ended: usize,
}

impl Book {
    fn refresh(&mut self, now: i64) {
        let Some(live) = &mut self.live else { return };
        if now >= live.until() {
            (self.available.plan, self.live) = (0, None);
            self.epoch += 1;
            (self.untold, self.ended) = (self.untold + 1, self.ended + 1);
            return;
        }
        let begun = (0..).take_while(|no| months_later(live.anchor, *no) <= now).count() - 1;
        if begun > live.cycle {
            live.cycle = begun;
            self.available.plan = OFFERS[live.paid[begun]].1;
            self.epoch += 1;
        }
    }

    fn pay(&mut self, plan: usize, now: i64) {
        self.refresh(now);
        let cycles = if OFFERS[plan].3 == "year" { 12 } else { 1 };
        match &mut self.live {
            Some(live) => {
                live.paid.extend(vec![plan; cycles]);
                live.cancelled = false;
            }
            None => {
                let (paid, told) = (vec![plan; cycles], 0);
                self.live = Some(Sub { anchor: now, paid, cycle: 0, cancelled: false, told });
                self.available.plan = OFFERS[plan].1;
                self.epoch += 1;
            }
        }
    }

    /// What is mailed when somebody looks.
    fn tend(&mut self, now: i64) -> Vec<String> {
        self.refresh(now);
        let mut mails = Vec::new();
        match &mut self.live {
            None => mails.extend(vec!["plan_ended".to_owned(); self.untold]),
            Some(live) => {
                let until = live.until();
                if now >= until - 3 * DAY_MS && !live.cancelled && live.told != until {
                    live.told = until;
                    mails.push("plan_ends_soon".to_owned());
                }
            }
        }
        self.untold = 0;
        mails
    }

    fn hold(&mut self, count: i64, now: i64) -> Result<Held, (i64, i64)> {
        let before = self.clone();
        self.refresh(now);
        let (cost, has) = (PEN * count, self.available);
        if has.total() < cost {
            *self = before;
            return Err((cost, has.total()));
        }
        let plan = cost.min(has.plan);
        let bonus = (cost - plan).min(has.bonus);
        let split = Buckets { plan, bonus, bought: cost - plan - bonus };
        (self.available, self.held) = (has.minus(split), self.held.plus(split));
        Ok(Held { split, epoch: self.epoch, count })
    }

    fn end(&mut self, held: &Held, delivered: i64) {
        let earned = PEN * delivered;
        let plan = held.split.plan - earned.min(held.split.plan);
        let bonus = held.split.bonus - (earned - earned.min(held.split.plan)).min(held.split.bonus);
        let bought = held.split.total() - earned - plan - bonus;
        let late = held.epoch < self.epoch;
        self.held = self.held.minus(held.split);
        self.available = self.available.plus(Buckets { plan: if late { 0 } else { plan }, bonus, bought });
    }
}

struct Life {
    person: Person,
    book: Book,
    work: Vec<(Claim, Held)>,
}

async fn same(studio: &TestStore, life: &Life, trace: &[String]) {
    let trace = || trace[trace.len().saturating_sub(12)..].join("\n");
    let wallet = studio.buckets(&life.person).await;
    assert_eq!(wallet, (life.book.available, life.book.held), "{}", trace());
    let all = studio.subscription_list(&life.person.actor).await.unwrap();
    let live = all.iter().find(|one| one.is_live);
    assert_eq!(all.len() - usize::from(live.is_some()), life.book.ended, "{}", trace());
    let seen = live.map(|live| {
        let next = live.next_plan.as_ref().map(|next| (next.label["en"].clone(), next.from.0));
        let course = live.course;
        (live.plan.name.clone(), course.cycle_no, course.paid_until.0, live.cancel_at_end, next)
    });
    let known = life.book.live.as_ref().map(|live| {
        let now = live.paid[live.cycle];
        let next = (live.cycle..live.paid.len()).find(|cycle| live.paid[*cycle] != now);
        let from = |cycle: usize| months_later(live.anchor, i64::try_from(cycle).unwrap());
        let next = next.map(|cycle| (OFFERS[live.paid[cycle]].0.to_owned(), from(cycle)));
        let cycle = i64::try_from(live.cycle).unwrap();
        (OFFERS[now].0.to_owned(), cycle, live.until(), live.cancelled, next)
    });
    assert_eq!(seen, known, "{}", trace());
    studio.verify().await;
}

/// Up to seventy days, or to the very edge of something.
fn some_time(chance: &mut Chance, book: &Book, now: i64) -> i64 {
    if let Some(live) = &book.live {
        let next = months_later(live.anchor, i64::try_from(live.cycle).unwrap() + 1);
        let edges = [
            next - 1,
            next,
            live.until() - 3 * DAY_MS - 1,
            live.until() - 3 * DAY_MS,
            live.until() - 1,
            live.until(),
        ];
        let edge = edges[usize::try_from(chance.below(6)).unwrap()] - now;
        if (1..70 * DAY_MS).contains(&edge) && chance.below(2) == 0 {
            return edge;
        }
    }
    let longest =
        [60_000, DAY_MS, 4 * DAY_MS, 32 * DAY_MS, 70 * DAY_MS][usize::try_from(chance.below(5)).unwrap()];
    1 + chance.below(u64::try_from(longest).unwrap())
}

async fn step(counter: &Counter, chance: &mut Chance, life: &mut Life, trace: &mut Vec<String>) {
    let studio = &counter.studio;
    let now = studio.now().0;
    match chance.below(12) {
        // Who has a plan pays for more only now and then, so that plans end.
        0 | 1 if life.book.live.is_none() || chance.below(4) == 0 => {
            let plan =
                usize::try_from([0, 0, 1, 1, 1, 2][usize::try_from(chance.below(6)).unwrap()]).unwrap();
            trace.push(format!("{now} pays {}", OFFERS[plan].0));
            counter.pay(&life.person, OFFERS[plan].0).await;
            life.book.pay(plan, now);
            assert_eq!(mailed(studio).await, ["plan_paid"]);
        }
        2..=4 => {
            let count = 1 + chance.below(4);
            let (before, predicted) = (life.book.clone(), life.book.hold(count, now));
            trace.push(format!("{now} asks for {count} of {before:?}: {predicted:?}"));
            let id = GenerationId(studio.clock().id());
            let asked = draft("pen", u32::try_from(count).unwrap());
            let answer = studio.generation_submit(&life.person.actor, id, asked, None, studio.now()).await;
            match (answer, predicted) {
                (Ok(_), Ok(held)) => life.work.push((studio.take().await, held)),
                (Err(SubmitError::InsufficientCredits(short)), Err(predicted)) => {
                    assert_eq!((short.needed, short.available), predicted, "{}", trace.join("\n"));
                }
                (answer, _) => panic!("{answer:?}\n{}", trace.join("\n")),
            }
        }
        5 | 6 if !life.work.is_empty() => {
            let at = usize::try_from(chance.below(life.work.len() as u64)).unwrap();
            let (claim, held) = life.work.remove(at);
            let delivered = chance.below(u64::try_from(held.count).unwrap() + 1);
            trace.push(format!("{now} ends {held:?} with {delivered}"));
            if delivered == 0 {
                assert!(matches!(studio.settle(&claim, rejected()).await, Settled::Done(_)));
            } else {
                studio.deliver(&claim, u32::try_from(delivered).unwrap()).await;
            }
            life.book.end(&held, delivered);
        }
        7 | 8 => {
            trace.push(format!("{now} tended"));
            counter.refresh().await;
            assert_eq!(mailed(studio).await, life.book.tend(now), "{}", trace.join("\n"));
        }
        9 => {
            let Some(id) = studio.subscription_live(&life.person.actor).await.unwrap().map(|live| live.id)
            else {
                return;
            };
            let (ends, mut after) = (chance.below(2) == 0, life.book.clone());
            trace.push(format!("{now} calls off: {ends}"));
            after.refresh(now);
            let answer = studio.subscription_cancel(&life.person.actor, id, ends, studio.now()).await;
            match (answer, &mut after.live) {
                (Ok(answered), Some(live)) => {
                    assert_eq!(answered.cancel_at_end, ends);
                    live.cancelled = ends;
                    life.book = after;
                }
                (Err(SubscriptionError::Ended), None) => {}
                (answer, _) => panic!("{answer:?}\n{}", trace.join("\n")),
            }
        }
        _ => {
            let ms = some_time(chance, &life.book, now);
            trace.push(format!("{now} and {ms} ms pass"));
            studio.advance(ms);
        }
    }
}

async fn live_through(studio: &Arc<TestStore>, counter: &Counter, seed: u64) {
    let mut chance = Chance(seed);
    // People begin on any day of the year, the last of months among them.
    studio.advance(chance.below(400) * DAY_MS + chance.below(u64::try_from(DAY_MS).unwrap()));
    let bonus = chance.below(20);
    let person = studio.person(bonus).await;
    let available = Buckets { plan: 0, bonus, bought: 0 };
    let book = Book { available, held: Buckets::ZERO, epoch: 0, live: None, untold: 0, ended: 0 };
    let mut life = Life { person, book, work: Vec::new() };
    let mut trace = vec![format!("seed {seed}")];
    for _ in 0..STEPS {
        step(counter, &mut chance, &mut life, &mut trace).await;
        same(studio, &life, &trace).await;
    }
    for (claim, held) in std::mem::take(&mut life.work) {
        assert!(matches!(studio.settle(&claim, rejected()).await, Settled::Done(_)));
        life.book.end(&held, 0);
    }
    same(studio, &life, &trace).await;
    // Nobody of an earlier life is told anything in the next one.
    studio.advance(2_000 * DAY_MS);
    counter.refresh().await;
    mailed(studio).await;
}

on_both! {
    async fn random_years_are_as_the_book_says(studio) {
        let counter = Counter::open(&studio, OFFERS, "{}").await;
        for seed in 1..=8 {
            live_through(&studio, &counter, seed).await;
        }
        // They were years in which everything happened.
        let raw = studio.raw().await;
        let happened = [
            raw.number("select count(*) from ledger_entry where reason = 'plan_refresh'").await,
            raw.number("select count(*) from ledger_entry where reason = 'plan_lapse'").await,
            raw.number("select count(*) from ledger_entry where reason = 'plan_ended'").await,
            raw.number("select count(*) from ledger_entry where reason = 'plan_late'").await,
            raw.number("select count(*) from ledger_entry where kind = 'capture'").await,
            raw.number("select count(*) from plan_term where from_cycle > 0").await,
            raw.number("select count(*) from mail where template = 'plan_ends_soon'").await,
        ];
        assert!(happened.iter().all(|times| *times >= 3), "{happened:?}");
        studio.wind_down().await;
    }
}

#[test]
fn the_references_calendar_counts_right() {
    // The last days of January and of February, 2028.
    let (january, february) = (1_832_889_600_000 + 12 * 3_600_000, 1_835_395_200_000);
    assert_eq!(months_later(january, 1), february + 12 * 3_600_000);
    assert_eq!(months_later(february, 12), february + 365 * DAY_MS);
    assert_eq!(months_later(january, 12), january + 366 * DAY_MS);
}
