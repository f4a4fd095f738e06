//! Looking at somebody's account to help them: who may, at what of it, and for how long.

use crate::{Permission, Role};

/// A look lasts for half an hour; after it a reason is asked for again.
pub const LASTS_MS: i64 = 30 * 60_000;

/// A part of somebody's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who they are here, never what lets them in.
    Account,
    /// What they asked for.
    Jobs,
    /// What they have, as thumbnails.
    Pictures,
    /// What they have to spend, and every line of the ledger.
    Wallet,
    /// What they paid.
    Payments,
    /// What they and the studio said to each other.
    Conversation,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Account, Self::Jobs, Self::Pictures, Self::Wallet, Self::Payments, Self::Conversation];
}

impl Role {
    /// What people of this role see of an account they look at.
    #[must_use]
    pub const fn inspects(self) -> &'static [Part] {
        match self {
            Self::Owner | Self::Support => &Part::ALL,
            Self::Finance => &[Part::Account, Part::Wallet, Part::Payments],
            Self::Moderator | Self::User => &[],
        }
    }

    /// Whether people of this role may look at the account of somebody of that role: whoever has a role is an owner's matter.
    #[must_use]
    pub fn may_inspect(self, whom: Self) -> bool {
        self.may(Permission::Inspect) && (whom == Self::User || self.may(Permission::Roles))
    }

    /// Whether people meet those of this role by name, as they do in a conversation.
    #[must_use]
    pub fn is_met_by_name(self) -> bool {
        self.may(Permission::Conversations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_what_it_helps_with() {
        for role in Role::ALL {
            assert_eq!(role.may(Permission::Inspect), !role.inspects().is_empty(), "{role:?}");
            assert_eq!(role.may_inspect(Role::User), !role.inspects().is_empty(), "{role:?}");
            for whom in [Role::Owner, Role::Finance, Role::Support, Role::Moderator] {
                assert_eq!(role.may_inspect(whom), role == Role::Owner, "{role:?} {whom:?}");
            }
        }
        let finance = Role::Finance.inspects();
        for private in [Part::Jobs, Part::Pictures, Part::Conversation] {
            assert!(!finance.contains(&private), "{private:?}");
        }
    }
}
