//! The reference: a studio in plain collections, written from the rules and not from the store. It shares no rule
//! with the program: neither the domain's functions nor any SQL.

use easel_domain::{AssetId, Draft, GenerationId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Most failures, most claims.
pub type Limits = (u32, u32);

/// Plan, bonus, bought.
pub type Purse = [i64; 3];

/// A line of somebody's wallet page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub no: i64,
    pub kind: &'static str,
    pub credits: i64,
    pub available: i64,
    pub held: i64,
    pub reason: &'static str,
    pub of: Option<GenerationId>,
    pub at: i64,
}

/// A generation as its owner should see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub id: GenerationId,
    pub version: i64,
    pub state: String,
    pub what: String,
    pub held: i64,
    pub captured: i64,
    pub permille: i64,
    pub stage: Option<String>,
    pub failure: Option<String>,
    pub created: i64,
    pub changed: i64,
    pub finished: Option<i64>,
    pub queue: Option<(u32, Option<i64>)>,
    pub assets: Vec<AssetId>,
}

/// What a claim should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub job: GenerationId,
    pub owner: UserId,
    pub no: u32,
    pub deadline: i64,
    pub tried: Vec<String>,
    pub what: String,
}

/// What an attempt comes to, without bytes.
#[derive(Clone, Debug)]
pub enum End {
    Delivered(Vec<AssetId>),
    Rejected,
    Failed { retry: bool },
    Unknown,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Waiting,
    Working,
    Over,
}

#[derive(Debug)]
struct Job {
    owner: usize,
    draft: Draft,
    what: String,
    count: i64,
    hold: Purse,
    at: At,
    turn: i64,
    run_at: i64,
    no: u32,
    failures: u32,
    lease: i64,
    cancel: bool,
    deadline: i64,
    /// The newest attempt's.
    sent: Option<String>,
    tried: Vec<String>,
    state: &'static str,
    failure: Option<&'static str>,
    captured: i64,
    version: i64,
    permille: i64,
    stage: Option<String>,
    created: i64,
    changed: i64,
    finished: Option<i64>,
    assets: Vec<AssetId>,
}

#[derive(Debug)]
pub struct Someone {
    pub id: UserId,
    pub free: Purse,
    pub held: Purse,
    pub lines: Vec<Line>,
}

/// A model as it is on offer now.
#[derive(Clone, Debug)]
pub struct Offer {
    pub max_count: u32,
    pub deadline_ms: i64,
    /// Tier, quality, price; the first of each is the default.
    pub prices: Vec<(String, String, i64)>,
}

#[derive(Debug, Default)]
pub struct Model {
    pub offers: BTreeMap<String, Offer>,
    pub people: Vec<Someone>,
    keys: BTreeSet<String>,
    welcomed: BTreeSet<String>,
    jobs: BTreeMap<GenerationId, Job>,
    pub workers: BTreeMap<String, (i64, Option<i64>, i64)>,
}

fn spend(from: Purse, mut need: i64) -> Option<Purse> {
    let mut taken = [0; 3];
    for (bucket, there) in from.into_iter().enumerate() {
        taken[bucket] = there.min(need);
        need -= taken[bucket];
    }
    (need == 0).then_some(taken)
}

fn add(a: &mut Purse, b: Purse) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
}

fn sub(a: &mut Purse, b: Purse) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a -= b);
}

fn sum(a: Purse) -> i64 {
    a.iter().sum()
}

impl Model {
    fn line(
        &mut self,
        who: usize,
        kind: &'static str,
        credits: i64,
        reason: &'static str,
        of: Option<GenerationId>,
        at: i64,
    ) {
        let p = &mut self.people[who];
        let (no, available, held) = (p.lines.len() as i64 + 1, sum(p.free), sum(p.held));
        p.lines.push(Line { no, kind, credits, available, held, reason, of, at });
    }

    pub fn sign_up(&mut self, id: UserId, email: &str, welcome: i64, now: i64) -> bool {
        let key = email.to_lowercase();
        if !self.keys.insert(key.clone()) {
            return false;
        }
        self.people.push(Someone { id, free: [0; 3], held: [0; 3], lines: Vec::new() });
        let (local, domain) = key.split_once('@').unwrap();
        let person = format!("{}@{domain}", local.split('+').next().unwrap());
        if self.welcomed.insert(person) {
            let who = self.people.len() - 1;
            self.people[who].free[1] += welcome;
            self.line(who, "grant", welcome, "welcome", None, now);
        }
        true
    }

    pub fn give(&mut self, who: usize, amount: Purse, kind: &'static str, reason: &'static str, now: i64) {
        add(&mut self.people[who].free, amount);
        self.line(who, kind, sum(amount), reason, None, now);
    }

    /// The price of a draft and what is made of it, or the field that doesn't fit.
    pub fn price(&self, draft: &Draft) -> Result<(i64, String, i64), String> {
        let field = |f: &str| Err(format!("invalid {f}"));
        let Some(offer) = self.offers.get(&draft.model) else { return field("model") };
        let default = &offer.prices[0];
        let tier = draft.tier.as_ref().unwrap_or(&default.0);
        if !offer.prices.iter().any(|p| p.0 == *tier) {
            return field("tier");
        }
        let quality = draft.quality.as_ref().unwrap_or(&default.1);
        if !offer.prices.iter().any(|p| p.1 == *quality) {
            return field("quality");
        }
        let count = draft.count.unwrap_or(1);
        if count < 1 || count > offer.max_count {
            return field("count");
        }
        let each = offer.prices.iter().find(|p| p.0 == *tier && p.1 == *quality).unwrap().2;
        let what = format!("{} {tier} {quality} x{count} {}", draft.model, draft.prompt);
        Ok((each * i64::from(count), what, offer.deadline_ms))
    }

    pub fn submit(
        &mut self,
        who: usize,
        id: GenerationId,
        draft: &Draft,
        accepted: Option<i64>,
        now: i64,
    ) -> Result<View, String> {
        if let Some(job) = self.jobs.get(&id) {
            let same = job.owner == who && job.draft == *draft;
            return if same { Ok(self.view(who, id, now).unwrap()) } else { Err("mismatch".to_owned()) };
        }
        let (price, what, deadline_ms) = self.price(draft)?;
        if accepted.is_some_and(|a| a < price) {
            return Err(format!("price {price}"));
        }
        let free = self.people[who].free;
        let hold = spend(free, price).ok_or(format!("short {price} {}", sum(free)))?;
        sub(&mut self.people[who].free, hold);
        add(&mut self.people[who].held, hold);
        self.line(who, "hold", -price, "generation", Some(id), now);
        let served = self.waiting().map(|(_, j)| j.turn).min().unwrap_or(0);
        let mine =
            self.jobs.values().filter(|j| j.owner == who && j.at != At::Over).map(|j| j.turn + 1).max();
        let job = Job {
            owner: who,
            draft: draft.clone(),
            what,
            count: i64::from(draft.count.unwrap_or(1)),
            hold,
            at: At::Waiting,
            turn: mine.unwrap_or(0).max(served),
            run_at: now,
            no: 0,
            failures: 0,
            lease: 0,
            cancel: false,
            deadline: now + deadline_ms,
            sent: None,
            tried: Vec::new(),
            state: "queued",
            failure: None,
            captured: 0,
            version: 1,
            permille: 0,
            stage: None,
            created: now,
            changed: now,
            finished: None,
            assets: Vec::new(),
        };
        self.jobs.insert(id, job);
        Ok(self.view(who, id, now).unwrap())
    }

    fn waiting(&self) -> impl Iterator<Item = (&GenerationId, &Job)> {
        self.jobs.iter().filter(|(_, j)| j.at == At::Waiting)
    }

    pub fn view(&self, who: usize, id: GenerationId, now: i64) -> Option<View> {
        let job = self.jobs.get(&id).filter(|j| j.owner == who)?;
        let queue = (job.at == At::Waiting).then(|| {
            let me = (job.turn, job.run_at, id);
            let position = self.waiting().filter(|(i, j)| (j.turn, j.run_at, **i) < me).count() as i64 + 1;
            let there: Vec<_> = self.workers.values().filter(|w| w.2 > now - 15_000).collect();
            let slots: i64 = there.iter().map(|w| w.0).sum();
            let paces: Vec<i64> = there.iter().filter_map(|w| w.1).collect();
            let pace = (!paces.is_empty()).then(|| paces.iter().sum::<i64>() / paces.len() as i64);
            (u32::try_from(position).unwrap(), pace.filter(|_| slots > 0).map(|p| position * p / slots))
        });
        Some(View {
            id,
            version: job.version,
            state: job.state.to_owned(),
            what: job.what.clone(),
            held: if job.at == At::Over { 0 } else { sum(job.hold) },
            captured: job.captured,
            permille: job.permille,
            stage: job.stage.clone(),
            failure: job.failure.map(str::to_owned),
            created: job.created,
            changed: job.changed,
            finished: job.finished,
            queue,
            assets: job.assets.clone(),
        })
    }

    pub fn claim(&mut self, lease_ms: i64, now: i64) -> Option<Claimed> {
        let next = self
            .waiting()
            .filter(|(_, j)| j.run_at <= now && j.deadline > now)
            .min_by_key(|(id, j)| (j.turn, j.run_at, **id));
        let id = *next?.0;
        let job = self.jobs.get_mut(&id).unwrap();
        (job.at, job.state, job.lease, job.sent) = (At::Working, "running", now + lease_ms, None);
        job.no += 1;
        job.version += 1;
        job.changed = now;
        let owner = self.people[job.owner].id;
        let tried = job.tried.clone();
        Some(Claimed { job: id, owner, no: job.no, deadline: job.deadline, tried, what: job.what.clone() })
    }

    /// The job, when this attempt still has it.
    fn working(&mut self, id: GenerationId, no: u32) -> Option<&mut Job> {
        self.jobs.get_mut(&id).filter(|j| j.at == At::Working && j.no == no)
    }

    pub fn beat(
        &mut self,
        id: GenerationId,
        no: u32,
        progress: (i64, Option<String>),
        lease_ms: i64,
        now: i64,
    ) -> &'static str {
        let Some(job) = self.working(id, no) else { return "Lost" };
        job.lease = now + lease_ms;
        (job.permille, job.stage) = progress;
        job.version += 1;
        job.changed = now;
        if job.cancel { "Cancel" } else { "Go" }
    }

    pub fn sent(&mut self, id: GenerationId, no: u32, channel: &str) -> bool {
        let Some(job) = self.working(id, no).filter(|j| !j.cancel) else { return false };
        job.sent = Some(channel.to_owned());
        true
    }

    /// `None` when the delivery can't be what was asked for.
    pub fn settle(
        &mut self,
        id: GenerationId,
        no: u32,
        end: End,
        (channel, limits): (Option<&str>, Limits),
        now: i64,
    ) -> Option<String> {
        let Some(job) = self.working(id, no) else { return Some("Fenced".to_owned()) };
        if job.cancel || matches!(end, End::Cancelled) {
            self.over(id, "cancelled", None, now);
            return Some("Done(Cancel)".to_owned());
        }
        Some(match end {
            End::Delivered(assets) => {
                if assets.is_empty() || assets.len() as i64 > job.count {
                    return None;
                }
                job.assets = assets;
                self.over(id, "succeeded", None, now);
                "Done(Succeed)".to_owned()
            }
            End::Rejected => {
                self.over(id, "rejected", Some("refused_prompt"), now);
                "Done(Reject(RefusedPrompt))".to_owned()
            }
            End::Unknown => {
                self.over(id, "failed", Some("answer_lost"), now);
                "Done(Fail(AnswerLost))".to_owned()
            }
            End::Failed { retry } => {
                job.tried.extend(channel.map(str::to_owned).or(job.sent.clone()));
                job.tried.sort();
                let run_at = now + [500, 1000, 2000, 4000][job.failures as usize];
                if !retry || job.failures + 1 >= limits.0 || no >= limits.1 || run_at >= job.deadline {
                    self.over(id, "failed", Some("engine"), now);
                    return Some("Done(Fail(Engine))".to_owned());
                }
                job.failures += 1;
                Self::again(job, run_at, now);
                format!("Done(Retry {{ run_at: Timestamp({run_at}) }})")
            }
            End::Cancelled => unreachable!("it was asked above"),
        })
    }

    fn again(job: &mut Job, run_at: i64, now: i64) {
        (job.at, job.state, job.run_at, job.permille, job.stage) = (At::Waiting, "queued", run_at, 0, None);
        job.version += 1;
        job.changed = now;
    }

    fn over(&mut self, id: GenerationId, state: &'static str, failure: Option<&'static str>, now: i64) {
        let job = self.jobs.get_mut(&id).unwrap();
        (job.at, job.state, job.stage, job.failure) = (At::Over, state, None, failure);
        job.permille = if state == "succeeded" { 1000 } else { 0 };
        job.version += 1;
        (job.changed, job.finished) = (now, Some(now));
        let (who, hold) = (job.owner, job.hold);
        let earned = sum(hold) / job.count * job.assets.len() as i64;
        let captured = if state == "succeeded" { spend(hold, earned).unwrap() } else { [0; 3] };
        job.captured = sum(captured);
        let mut back = hold;
        sub(&mut back, captured);
        if state == "succeeded" {
            sub(&mut self.people[who].held, captured);
            self.line(who, "capture", -sum(captured), "generation_done", Some(id), now);
            if sum(back) == 0 {
                return;
            }
        }
        sub(&mut self.people[who].held, back);
        add(&mut self.people[who].free, back);
        let (kind, reason) = match (state, failure) {
            ("succeeded", _) => ("release", "generation_part"),
            ("failed", Some("timeout")) => ("expire", "hold_expired"),
            ("failed", _) => ("release", "generation_failed"),
            ("rejected", _) => ("release", "generation_rejected"),
            _ => ("release", "generation_cancelled"),
        };
        self.line(who, kind, sum(back), reason, Some(id), now);
    }

    pub fn cancel(&mut self, who: usize, id: GenerationId, now: i64) -> Option<View> {
        let job = self.jobs.get_mut(&id).filter(|j| j.owner == who)?;
        match job.at {
            At::Waiting => self.over(id, "cancelled", None, now),
            At::Working => {
                job.cancel = true;
                job.version += 1;
                job.changed = now;
            }
            At::Over => {}
        }
        self.view(who, id, now)
    }

    pub fn tend(&mut self, limits: Limits, now: i64) -> (usize, usize) {
        let (mut lost, mut overdue) = (0, 0);
        let mut late: Vec<_> = self
            .jobs
            .iter()
            .filter(|(_, j)| j.at == At::Working && j.lease < now)
            .map(|(i, j)| (j.lease, *i))
            .collect();
        late.sort();
        let mut due: Vec<_> = self
            .jobs
            .iter()
            .filter(|(_, j)| j.at != At::Over && j.deadline <= now)
            .map(|(i, j)| (j.deadline, *i))
            .collect();
        due.sort();
        for (_, id) in late {
            lost += 1;
            let job = self.jobs.get_mut(&id).unwrap();
            if job.cancel {
                self.over(id, "cancelled", None, now);
            } else if job.sent.is_some() {
                self.over(id, "failed", Some("answer_lost"), now);
            } else if job.no >= limits.1 {
                self.over(id, "failed", Some("engine"), now);
            } else if now >= job.deadline {
                self.over(id, "failed", Some("timeout"), now);
            } else {
                Self::again(job, now, now);
            }
        }
        for (_, id) in due {
            let job = &self.jobs[&id];
            if job.at == At::Over {
                continue;
            }
            overdue += 1;
            if job.cancel {
                self.over(id, "cancelled", None, now);
            } else {
                self.over(id, "failed", Some("timeout"), now);
            }
        }
        (lost, overdue)
    }

    pub fn delete(&mut self, who: usize, asset: AssetId, now: i64) -> bool {
        let Some(job) = self.jobs.values_mut().find(|j| j.owner == who && j.assets.contains(&asset)) else {
            return false;
        };
        job.assets.retain(|a| *a != asset);
        job.version += 1;
        job.changed = now;
        true
    }

    /// All of somebody's, newest first.
    pub fn all(&self, who: usize, live_only: bool, now: i64) -> Vec<View> {
        let mine = self.jobs.iter().filter(|(_, j)| j.owner == who && !(live_only && j.at == At::Over));
        let mut views: Vec<View> = mine.map(|(id, _)| self.view(who, *id, now).unwrap()).collect();
        views.sort_by_key(|v| std::cmp::Reverse((v.created, v.id)));
        views
    }

    pub fn known(&self) -> Vec<GenerationId> {
        self.jobs.keys().copied().collect()
    }

    pub fn owner(&self, id: GenerationId) -> usize {
        self.jobs[&id].owner
    }

    pub fn draft(&self, id: GenerationId) -> Draft {
        self.jobs[&id].draft.clone()
    }

    pub fn live(&self) -> usize {
        self.jobs.values().filter(|j| j.at != At::Over).count()
    }

    pub fn pictures(&self) -> Vec<(usize, AssetId)> {
        self.jobs.values().flat_map(|j| j.assets.iter().map(|a| (j.owner, *a))).collect()
    }

    pub fn next_at(&self) -> Option<i64> {
        self.waiting().map(|(_, j)| j.run_at).min()
    }
}
