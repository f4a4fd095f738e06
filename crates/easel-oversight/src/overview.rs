//! The studio in numbers, for administrators and for `/metrics`.

use crate::Oversight;
use easel_db::{texts, tx};
use easel_domain::GenerationState;
use easel_store::StoreError;

texts! {
    PEOPLE = "select count(*) from user_account where deleted_at is null";
    BY_STATE = "select state, count(*) from generation group by state";
    WALLETS = "select cast(coalesce(sum(available_plan + available_bonus + available_bought), 0) as bigint),
                 cast(coalesce(sum(held_plan + held_bonus + held_bought), 0) as bigint) from wallet";
    FLOWS = "select from_account, to_account, cast(sum(plan + bonus + bought) as bigint) from ledger_entry group by from_account, to_account";
}

/// The studio in numbers.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Accounts.
    pub people: i64,
    /// Generations by state.
    pub generations: Vec<(GenerationState, i64)>,
    /// Credits ever given or sold, less what went back.
    pub issued: i64,
    /// Credits free to spend.
    pub available: i64,
    /// Credits set aside.
    pub held: i64,
    /// Credits earned.
    pub spent: i64,
}

impl Oversight {
    /// The studio in numbers, of one instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self) -> Result<Overview, StoreError> {
        self.db
            .read(tx!(|tx| {
                let (people,) = tx.one::<(i64,)>(PEOPLE, &[]).await?;
                let states: Vec<(String, i64)> = tx.all(BY_STATE, &[]).await?;
                let (available, held) = tx.one(WALLETS, &[]).await?;
                let flows: Vec<(String, String, i64)> = tx.all(FLOWS, &[]).await?;
                let net = |account: &str| -> i64 {
                    flows
                        .iter()
                        .map(|(from, to, sum)| {
                            i64::from(to == account) * sum - i64::from(from == account) * sum
                        })
                        .sum()
                };
                let generations = GenerationState::ALL
                    .iter()
                    .map(|s| (*s, states.iter().find(|(word, _)| word == s.as_str()).map_or(0, |(_, n)| *n)))
                    .collect();
                Ok(Overview {
                    people,
                    generations,
                    issued: -net("issued"),
                    available,
                    held,
                    spent: net("spent"),
                })
            }))
            .await
    }
}
