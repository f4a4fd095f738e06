//! The simulation: random days of a studio, each step asked of the store and of a reference model, and every answer
//! compared. The clock is virtual and the chance is seeded: a failing day is lived again with
//! `EASEL_SIM_SEED=<seed> EASEL_SIM_STEPS=<steps> cargo test -p easel-testing --test it sim`.

mod model;

use easel_domain::{
    Actor, AssetId, Catalogue, Credits, Draft, GenerationId, Lane, Outcome, Role, UserId, job::RetryPolicy,
};
use easel_store::{
    AssetFilter, Claim, Deleted, Delivery, Generation, SignUpError, StoreError, SubmitError, Work,
};
use easel_testing::{On, Person, TestStore, catalogue, delivery, draft, failed, rejected};
use model::{Claimed, End, Limits, Line, Model, Offer, View};
use std::{fmt::Debug, sync::Arc};
use uuid::Uuid;

const LEASE_MS: i64 = 8_000;
const WELCOME: i64 = 20;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u128((u128::from(self.next()) << 64) | u128::from(self.next()))
    }
}

struct Sim {
    studio: Arc<TestStore>,
    model: Model,
    chance: Chance,
    offered: Catalogue,
    /// Claims in the hands of workers, and claims of workers that died, which may still speak up.
    hands: Vec<Claim>,
    ghosts: Vec<Claim>,
    trace: Vec<String>,
}

type Step = Result<(), String>;

fn same<T: PartialEq + Debug>(what: &str, predicted: &T, answer: &T) -> Step {
    if predicted == answer {
        return Ok(());
    }
    Err(format!("{what}\n  predicted: {predicted:?}\n  answered:  {answer:?}"))
}

fn house(error: StoreError) -> String {
    format!("the house's fault: {error:?}")
}

fn seen(g: &Generation) -> View {
    let s = &g.spec;
    View {
        id: g.id,
        version: g.version,
        state: g.state.as_str().to_owned(),
        what: format!("{} {} {} x{} {}", s.model, s.tier, s.quality, s.count, s.prompt),
        held: g.held,
        captured: g.captured,
        permille: (g.progress * 1000.0).round() as i64,
        stage: g.stage.clone(),
        failure: g.failure.map(|f| f.as_str().to_owned()),
        created: g.created_at.0,
        changed: g.changed_at.0,
        finished: g.finished_at.map(|f| f.0),
        queue: g.queue.map(|q| (q.position, q.eta_ms)),
        assets: g.assets.iter().map(|a| a.id).collect(),
    }
}

fn refusal(error: SubmitError) -> String {
    match error {
        SubmitError::Invalid(e) => format!("invalid {}", e.field()),
        SubmitError::PriceChanged { credits } => format!("price {credits}"),
        SubmitError::InsufficientCredits(e) => format!("short {} {}", e.needed, e.available),
        SubmitError::SpendingFrozen => "frozen".to_owned(),
        SubmitError::IdempotencyMismatch => "mismatch".to_owned(),
        SubmitError::PlanNeeded(e) => format!("plan {}", e.field()),
        SubmitError::UnderWay { most } => format!("under way {most}"),
        SubmitError::Capped { capped, .. } => format!("capped at {}", capped.cap),
        SubmitError::Store(e) => house(e),
    }
}

/// What a catalogue offers, as the reference knows it.
fn offers(catalogue: &Catalogue) -> std::collections::BTreeMap<String, Offer> {
    let enabled = catalogue.models.iter().filter(|m| m.enabled);
    let offer = |m: &easel_domain::Model| Offer {
        max_count: m.capabilities.max_count,
        deadline_ms: i64::from(m.deadline_seconds) * 1000,
        prices: m.prices.iter().map(|p| (p.tier.clone(), p.quality.clone(), p.credits.get())).collect(),
    };
    enabled.map(|m| (m.name.clone(), offer(m))).collect()
}

impl Sim {
    fn now(&self) -> i64 {
        self.studio.now().0
    }

    fn actor(&self, who: usize) -> Actor {
        Actor { user_id: self.model.people[who].id, role: Role::User }
    }

    fn anybody(&mut self) -> usize {
        self.chance.below(self.model.people.len())
    }

    fn any_generation(&mut self) -> Option<GenerationId> {
        let known = self.model.known();
        (!known.is_empty()).then(|| self.chance.of(&known))
    }

    fn any_draft(&mut self) -> Draft {
        let model = self.chance.of(&["pen", "pen", "brush", "brush", "brush", "gift"]);
        let mut asked = draft(model, self.chance.of(&[1, 1, 1, 2, 2]));
        asked.prompt = format!("picture {}", self.chance.below(5));
        if self.chance.one_in(4) {
            asked.count = None;
        }
        if model == "brush" {
            asked.count = asked.count.map(|c| c + self.chance.below(7) as u32);
            asked.tier = self.chance.of(&[None, Some("draft"), Some("full")]).map(str::to_owned);
            asked.quality = self.chance.of(&[None, Some("low"), Some("high")]).map(str::to_owned);
        }
        if self.chance.one_in(10) {
            match self.chance.below(4) {
                0 => asked.model = self.chance.of(&["closed", "no such model"]).to_owned(),
                1 => asked.count = self.chance.of(&[Some(0), Some(9)]),
                2 => asked.tier = Some("8k".to_owned()),
                _ => asked.quality = Some("best".to_owned()),
            }
        }
        asked
    }

    /// A claim to speak for: usually a living worker's, sometimes a dead one's.
    fn any_claim(&mut self) -> Option<Claim> {
        let dead = self.chance.one_in(6);
        let pool = if dead { &self.ghosts } else { &self.hands };
        let which = (!pool.is_empty()).then_some(pool.len()).map(|n| self.chance.below(n))?;
        Some(if dead { &self.ghosts } else { &self.hands }[which].clone())
    }

    /// Each of the house's limits is met now and then.
    fn any_policy(&mut self) -> (Limits, RetryPolicy) {
        let (max_failures, max_claims) = self.chance.of(&[(3, 8), (3, 8), (2, 8), (4, 2), (4, 3)]);
        ((max_failures, max_claims), RetryPolicy { max_failures, max_claims, backoff_ms: 500 })
    }

    async fn step(&mut self) -> Step {
        let pass = match self.chance.below(120) {
            0 => 15_000 + self.chance.below(30_000),
            1 => 60_000 + self.chance.below(200_000),
            2..=13 => 500 + self.chance.below(2_000),
            _ => 1 + self.chance.below(200),
        };
        self.studio.advance(pass as i64);
        match self.chance.below(100) {
            0..=1 => self.sign_up().await,
            2..=7 => self.give().await,
            8..=27 => self.submit().await,
            28..=31 => self.submit_again().await,
            32..=33 => self.quote().await,
            34..=50 => self.claim().await,
            51..=57 => self.beat().await,
            58..=64 => self.sent().await,
            65..=82 => self.settle().await,
            83..=86 => self.cancel().await,
            87..=89 => self.crash(),
            90..=94 => self.tend().await,
            95 => self.change_prices().await,
            96..=97 => self.delete().await,
            98 => self.worker().await,
            _ => self.look_at_everything().await,
        }
    }

    fn note(&mut self, line: String) {
        let now = self.now();
        self.trace.push(format!("{now} {line}"));
    }

    async fn sign_up(&mut self) -> Step {
        let n = self.chance.below(12);
        let email = match self.chance.below(3) {
            0 => format!("someone{n}@example.org"),
            1 => format!("SomeOne{n}@Example.org"),
            _ => format!("someone{n}+{}@example.org", self.chance.below(3)),
        };
        let (mut user, session) = self.studio.new_user(&email);
        user.id = UserId(self.chance.id());
        let (id, now) = (user.id, self.now());
        let predicted = self.model.sign_up(id, &email, WELCOME, now);
        self.note(format!("sign up {email} -> {predicted}"));
        let made =
            self.studio.user_sign_up(user, Credits::new(WELCOME).unwrap(), session, self.studio.now()).await;
        match made {
            Ok(user) => same("sign up", &(predicted, id), &(true, user.id))?,
            Err(SignUpError::AddressTaken) => return same("sign up", &predicted, &false),
            Err(SignUpError::Store(e)) => return Err(house(e)),
        }
        self.wallet(self.model.people.len() - 1).await
    }

    async fn give(&mut self) -> Step {
        let (who, now, credits) = (self.anybody(), self.now(), self.chance.below(60) as i64 + 1);
        let user = self.actor(who).user_id;
        if self.chance.one_in(2) {
            self.note(format!("grant {credits} to {who}"));
            self.model.give(who, [0, credits, 0], "grant", "gift", now);
            let amount = Credits::new(credits).unwrap();
            self.studio
                .credits_grant(user, amount, (None, "luck".to_owned()), self.studio.now())
                .await
                .map_err(house)?;
        } else {
            let amount = self.chance.of(&[[credits, 0, 0], [0, 0, credits], [credits, 1, 2]]);
            self.note(format!("fill {amount:?} to {who}"));
            self.model.give(who, amount, "top_up", "filled", now);
            let email = easel_domain::EmailAddress::parse("a@example.org").unwrap();
            let session = easel_domain::SessionId(Uuid::nil());
            let person = Person { actor: self.actor(who), email, session, token_hash: String::new() };
            let [plan, bonus, bought] = amount;
            self.studio.fill(&person, easel_domain::Buckets { plan, bonus, bought }).await;
        }
        self.wallet(who).await
    }

    async fn ask(&mut self, who: usize, id: GenerationId, asked: Draft, accepted: Option<i64>) -> Step {
        let now = self.now();
        let predicted = self.model.submit(who, id, &asked, accepted, now);
        self.note(format!("submit {id} by {who} {asked:?} for {accepted:?} -> {predicted:?}"));
        let accepted = accepted.and_then(Credits::new);
        let answer =
            self.studio.generation_submit(&self.actor(who), id, asked, accepted, self.studio.now()).await;
        same("submit", &predicted, &answer.map(|g| seen(&g)).map_err(refusal))?;
        self.wallet(who).await
    }

    async fn submit(&mut self) -> Step {
        if self.model.live() > 60 {
            return self.tend().await;
        }
        let (who, asked, id) = (self.anybody(), self.any_draft(), GenerationId(self.chance.id()));
        let price = self.model.price(&asked).map_or(1, |p| p.0);
        let accepted = match self.chance.below(6) {
            0 => Some(price),
            1 => Some(price + 1),
            2 => Some((price - 1).max(0)),
            _ => None,
        };
        self.ask(who, id, asked, accepted).await
    }

    async fn submit_again(&mut self) -> Step {
        let Some(id) = self.any_generation() else { return Ok(()) };
        let (mut who, mut asked) = (self.model.owner(id), self.model.draft(id));
        match self.chance.below(5) {
            0 => who = self.anybody(),
            1 => asked.prompt.push('!'),
            2 => asked.count = Some(asked.count.unwrap_or(1) % 4 + 1),
            _ => {}
        }
        let accepted = self.chance.one_in(3).then_some(0);
        self.ask(who, id, asked, accepted).await
    }

    async fn quote(&mut self) -> Step {
        let asked = self.any_draft();
        let predicted = self.model.price(&asked).map(|p| p.0);
        self.note(format!("quote {asked:?} -> {predicted:?}"));
        let answer = self.studio.generation_quote(&self.actor(0), asked, self.studio.now()).await;
        let answer = answer.map(|quoted| quoted.quote);
        let sums = answer
            .as_ref()
            .map_or(true, |q| q.lines.iter().map(|l| l.credits.get()).sum::<i64>() == q.credits.get());
        same("a quote is the sum of its lines", &true, &sums)?;
        same("quote", &predicted, &answer.map(|q| q.credits.get()).map_err(refusal))
    }

    async fn claim(&mut self) -> Step {
        let next = self.studio.job_next_at(Lane::Cpu).await.map_err(house)?;
        same("when the next may be claimed", &self.model.next_at(), &next.map(|t| t.0))?;
        let most = self.chance.of(&[1, 1, 1, 3]);
        let predicted: Vec<_> = (0..most).map_while(|_| self.model.claim(LEASE_MS, self.now())).collect();
        self.note(format!("claim {most} -> {predicted:?}"));
        let now = self.studio.now();
        let claims = self.studio.jobs_claim("w", Lane::Cpu, (&[], most), LEASE_MS, now).await;
        let claims = claims.map_err(house)?;
        let said = |c: &Claim| {
            let Work::Picture(s) = &c.work else { panic!("a picture's lane has pictures") };
            let what = format!("{} {} {} x{} {}", s.model, s.tier, s.quality, s.count, s.prompt);
            let mut tried = c.tried.clone();
            tried.sort();
            Claimed {
                job: c.job.generation(),
                owner: c.owner,
                no: c.attempt_no,
                deadline: c.deadline_at.0,
                tried,
                what,
            }
        };
        same("claim", &predicted, &claims.iter().map(said).collect())?;
        for claim in claims {
            let id = claim.job.generation();
            self.hands.push(claim);
            self.look(id).await?;
        }
        Ok(())
    }

    async fn beat(&mut self) -> Step {
        let Some(claim) = self.any_claim() else { return Ok(()) };
        let (id, no, permille) = (claim.job.generation(), claim.attempt_no, self.chance.below(1001) as i64);
        let stage = self.chance.of(&[None, Some("sketch"), Some("ink")]);
        let predicted = self.model.beat(id, no, (permille, stage.map(str::to_owned)), LEASE_MS, self.now());
        self.note(format!("beat {id} #{no} -> {predicted}"));
        let progress = permille as f64 / 1000.0;
        let answer = self
            .studio
            .job_beat(&claim, (progress, stage), LEASE_MS, self.studio.now())
            .await
            .map_err(house)?;
        same("beat", &predicted.to_owned(), &format!("{answer:?}"))?;
        self.look(id).await
    }

    async fn sent(&mut self) -> Step {
        let Some(claim) = self.any_claim() else { return Ok(()) };
        let (id, no, channel) = (claim.job.generation(), claim.attempt_no, self.chance.of(&["near", "far"]));
        let predicted = self.model.sent(id, no, channel);
        self.note(format!("sent {id} #{no} by {channel} -> {predicted}"));
        let answer = self.studio.job_sent(&claim, channel, self.studio.now()).await.map_err(house)?;
        same("sent", &predicted, &answer)?;
        self.look(id).await
    }

    async fn settle(&mut self) -> Step {
        let Some(claim) = self.any_claim() else { return Ok(()) };
        let (id, no) = (claim.job.generation(), claim.attempt_no);
        let Work::Picture(spec) = &claim.work else { panic!("a picture's lane has pictures") };
        let channel = self.chance.of(&[None, Some("near"), Some("far")]);
        let end = match self.chance.below(12) {
            0..=4 => {
                let wrong = self.chance.one_in(12);
                let count = if wrong {
                    self.chance.of(&[0, spec.count + 1])
                } else {
                    1 + self.chance.below(spec.count as usize) as u32
                };
                End::Delivered((0..count).map(|_| AssetId(self.chance.id())).collect())
            }
            5 => End::Rejected,
            6..=8 => End::Failed { retry: true },
            9 => End::Failed { retry: false },
            10 => End::Unknown,
            _ => End::Cancelled,
        };
        let outcome: Outcome<Delivery> = match &end {
            End::Delivered(ids) => delivery(self.studio.blobs(), ids).await,
            End::Rejected => rejected(),
            End::Failed { retry } => failed(*retry),
            End::Unknown => Outcome::Unknown { provider_ref: None },
            End::Cancelled => Outcome::Cancelled,
        };
        let (limits, policy) = self.any_policy();
        let predicted = self.model.settle(id, no, end.clone(), (channel, limits), self.now());
        self.note(format!("settle {id} #{no} {end:?} by {channel:?} within {limits:?} -> {predicted:?}"));
        let answer = self.studio.job_settle(&claim, outcome, channel, policy, self.studio.now()).await;
        let answer = match answer {
            Ok(settled) => Some(format!("{settled:?}")),
            Err(StoreError::Ledger(_)) => None,
            Err(e) => return Err(house(e)),
        };
        same("settle", &predicted, &answer)?;
        if predicted.is_some() {
            // The worker lets go of it, as one that is told so; it may still speak up as a ghost.
            self.hands.retain(|c| (c.job, c.attempt_no) != (claim.job, claim.attempt_no));
            self.ghosts.push(claim);
        }
        self.look(id).await?;
        self.wallet(self.model.owner(id)).await
    }

    async fn cancel(&mut self) -> Step {
        let live: Vec<_> = (0..self.model.people.len())
            .flat_map(|who| self.model.all(who, true, self.now()).into_iter().map(|v| v.id))
            .collect();
        let id = if live.is_empty() || self.chance.one_in(5) {
            self.any_generation()
        } else {
            Some(self.chance.of(&live))
        };
        let Some(id) = id else { return Ok(()) };
        let who = if self.chance.one_in(6) { self.anybody() } else { self.model.owner(id) };
        let predicted = self.model.cancel(who, id, self.now());
        self.note(format!("cancel {id} by {who} -> {predicted:?}"));
        let answer =
            self.studio.generation_cancel(&self.actor(who), id, self.studio.now()).await.map_err(house)?;
        same("cancel", &predicted, &answer.as_ref().map(seen))?;
        self.wallet(self.model.owner(id)).await
    }

    fn crash(&mut self) -> Step {
        if !self.hands.is_empty() {
            let dead = self.chance.below(self.hands.len());
            let claim = self.hands.swap_remove(dead);
            self.note(format!("the worker of {} #{} dies", claim.job, claim.attempt_no));
            self.ghosts.push(claim);
        }
        Ok(())
    }

    async fn tend(&mut self) -> Step {
        let (limits, policy) = self.any_policy();
        let predicted = self.model.tend(limits, self.now());
        self.note(format!("tend within {limits:?} -> {predicted:?}"));
        let answer = self.studio.jobs_tend(policy, self.studio.now()).await.map_err(house)?;
        same("tend", &predicted, &(answer.lost, answer.overdue))?;
        self.look_at_everything().await
    }

    async fn change_prices(&mut self) -> Step {
        let model = self.chance.below(3);
        let m = &mut self.offered.models[model];
        if self.chance.one_in(5) {
            m.enabled = !m.enabled;
        } else if self.chance.one_in(3) {
            m.deadline_seconds = self.chance.of(&[20, 120, 300]);
        } else if model != 2 {
            let price = self.chance.below(m.prices.len());
            m.prices[price].credits = Credits::new(self.chance.below(12) as i64).unwrap();
        }
        self.model.offers = offers(&self.offered);
        self.note(format!("offers are now {:?}", self.model.offers));
        let mut applied = self.offered.clone();
        if self.chance.one_in(2) {
            // Not naming a model is the same as not offering it.
            applied.models.retain(|m| m.enabled);
        }
        self.studio.catalogue_apply(&applied, self.studio.now()).await.map_err(house)
    }

    async fn delete(&mut self) -> Step {
        let pictures = self.model.pictures();
        if pictures.is_empty() {
            return Ok(());
        }
        let (owner, picture) = self.chance.of(&pictures);
        let who = if self.chance.one_in(5) { self.anybody() } else { owner };
        let predicted = self.model.delete(who, picture, self.now());
        self.note(format!("delete {picture} by {who} -> {predicted}"));
        let answer =
            self.studio.asset_trash(&self.actor(who), picture, self.studio.now()).await.map_err(house)?;
        same("trash", &predicted, &answer)?;
        let forever = self.chance.one_in(2);
        let actor = self.actor(who);
        let expected = match (predicted, forever) {
            (false, true) => Some(Deleted::Missing),
            (true, true) => Some(Deleted::Gone),
            (_, false) => None,
        };
        if let Some(expected) = expected {
            let now = self.studio.now();
            let deleted = self.studio.asset_delete_forever(&actor, picture, now).await.map_err(house)?;
            same("delete", &expected, &deleted)?;
        }
        let buried = self.studio.blobs_bury().await.map_err(house)?;
        same("bury", &if expected == Some(Deleted::Gone) { 4 } else { 0 }, &buried)
    }

    async fn worker(&mut self) -> Step {
        let id = self.chance.of(&["a", "b"]);
        if self.chance.one_in(4) {
            self.note(format!("worker {id} leaves"));
            self.model.workers.remove(id);
            return self.studio.worker_gone(id).await.map_err(house);
        }
        let (slots, pace) =
            (1 + self.chance.below(3), self.chance.of(&[None, Some(900), Some(2001), Some(7000)]));
        self.note(format!("worker {id} has {slots} slots at {pace:?}"));
        self.model.workers.insert(id.to_owned(), (slots as i64, pace, self.now()));
        self.studio.worker_seen(id, Lane::Cpu, slots as u32, pace, self.studio.now()).await.map_err(house)
    }

    async fn look(&self, id: GenerationId) -> Step {
        let who = self.model.owner(id);
        let answer =
            self.studio.generation_get(&self.actor(who), id, self.studio.now()).await.map_err(house)?;
        same("view", &self.model.view(who, id, self.now()), &answer.as_ref().map(seen))
    }

    /// The wallet and its newest lines.
    async fn wallet(&self, who: usize) -> Step {
        self.ledger(who, 4).await
    }

    async fn ledger(&self, who: usize, newest: u32) -> Step {
        let (person, actor) = (&self.model.people[who], self.actor(who));
        let wallet = self.studio.wallet(&actor).await.map_err(house)?;
        let purse = |b: easel_domain::Buckets| [b.plan, b.bonus, b.bought];
        same("wallet", &(person.free, person.held), &(purse(wallet.available), purse(wallet.held)))?;
        let entries = self.studio.wallet_entries(&actor, None, newest).await.map_err(house)?;
        let predicted: Vec<_> = person.lines.iter().rev().take(newest as usize).cloned().collect();
        same("the number of entries", &predicted.len(), &entries.len())?;
        for (line, e) in predicted.iter().zip(&entries) {
            let Line { no, kind, credits, available, held, reason, of, at } = line.clone();
            same(
                "entry",
                &(no, kind, credits, available, held, reason, of, at),
                &(
                    e.entry_no,
                    e.kind.as_str(),
                    e.credits,
                    e.available_after,
                    e.held_after,
                    e.reason.as_str(),
                    e.generation_id,
                    e.at.0,
                ),
            )?;
        }
        Ok(())
    }

    async fn look_at_everything(&self) -> Step {
        for who in 0..self.model.people.len() {
            self.ledger(who, 20).await?;
            let actor = self.actor(who);
            for live in [true, false] {
                let list = self
                    .studio
                    .generation_list(&actor, None, 60, live, self.studio.now())
                    .await
                    .map_err(house)?;
                let mut predicted = self.model.all(who, live, self.now());
                predicted.truncate(60);
                same("list", &predicted, &list.iter().map(seen).collect())?;
            }
            let mut kept: Vec<_> = self
                .model
                .pictures()
                .into_iter()
                .filter(|(owner, _)| *owner == who)
                .map(|(_, a)| a)
                .collect();
            let list =
                self.studio.asset_list(&actor, AssetFilter::default(), None, 100_000).await.map_err(house)?;
            let mut listed: Vec<_> = list.iter().map(|a| a.brief.id).collect();
            kept.sort();
            listed.sort();
            same("gallery", &kept, &listed)?;
        }
        let report = self.studio.oversight().ledger_verify().await.map_err(house)?;
        same("broken rules", &Vec::new(), &report.findings)
    }

    async fn day(&mut self, steps: usize) -> Step {
        self.model.offers = offers(&self.offered);
        while self.model.people.len() < 3 {
            self.studio.advance(1);
            self.sign_up().await?;
        }
        for step in 0..steps {
            self.step().await?;
            if step % 40 == 39 {
                self.look_at_everything().await?;
            }
        }
        // Faults stop: every job ends and every hold closes by itself.
        self.note("everybody goes home".to_owned());
        for _ in 0..3 {
            self.studio.advance(300_000);
            self.tend().await?;
        }
        same("live jobs", &0, &self.model.live())
    }
}

async fn live(on: On, seeds: &[u64], steps: usize) {
    let number = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().expect("a number"));
    let steps = number("EASEL_SIM_STEPS").map_or(steps, |s| s as usize);
    let one = number("EASEL_SIM_SEED").map(|s| vec![s]);
    for seed in one.as_deref().unwrap_or(seeds).iter().copied() {
        TestStore::run(on, move |studio| async move {
            let mut sim = Sim {
                studio: Arc::clone(&studio),
                model: Model::default(),
                chance: Chance(seed),
                offered: catalogue(),
                hands: Vec::new(),
                ghosts: Vec::new(),
                trace: Vec::new(),
            };
            if let Err(difference) = Box::pin(sim.day(steps)).await {
                let tail = sim.trace[sim.trace.len().saturating_sub(25)..].join("\n  ");
                panic!(
                    "on {on:?} with seed {seed}, after {} events:\n  {tail}\n\n{difference}",
                    sim.trace.len()
                );
            }
            studio.finish().await;
        })
        .await;
    }
}

#[tokio::test]
async fn sqlite() {
    live(On::Sqlite, &[1, 2, 3, 4, 5], 1_500).await;
}

#[tokio::test]
async fn postgres() {
    live(On::Postgres, &[11, 12], 300).await;
}
