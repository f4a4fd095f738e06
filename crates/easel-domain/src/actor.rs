//! Who acts, and what each role may do.

use crate::UserId;
use serde::{Deserialize, Serialize};

/// What a person is in the studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Makes pictures, and nothing else.
    User,
    /// Runs the studio.
    Owner,
    /// Decides about money.
    Finance,
    /// Helps people.
    Support,
    /// Looks after what is shown.
    Moderator,
}

/// Something that not everybody may do. What stands in no role's list is for owners alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the studio in numbers.
    Overview,
    /// See and decide payments and refunds, receipts, figures of money, redeem codes, credits by hand.
    Money,
    /// Change what things cost.
    Prices,
    /// Look at people's accounts.
    People,
    /// Look at somebody's account from within, without changing anything.
    Inspect,
    /// Suspend people who have no role, and end that.
    Suspend,
    /// Give and take roles, suspend whoever has one, and whatever else is decided about an account.
    Roles,
    /// Models, their channels, and lent workers.
    Models,
    /// Styles on offer.
    Styles,
    /// What is shown to the public.
    Moderation,
    /// Conversations with people.
    Conversations,
    /// The studio's settings.
    Settings,
    /// Read who did what.
    Audit,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Overview,
        Self::Money,
        Self::Prices,
        Self::People,
        Self::Inspect,
        Self::Suspend,
        Self::Roles,
        Self::Models,
        Self::Styles,
        Self::Moderation,
        Self::Conversations,
        Self::Settings,
        Self::Audit,
    ];
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::User, Self::Owner, Self::Finance, Self::Support, Self::Moderator];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Owner => "owner",
            Self::Finance => "finance",
            Self::Support => "support",
            Self::Moderator => "moderator",
        }
    }

    /// Reads the word of [`Role::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The table of who may do what. Owners may do everything.
    const fn granted(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::User => &[],
            Self::Owner => &P::ALL,
            Self::Finance => &[P::Overview, P::Money, P::Prices, P::People, P::Inspect, P::Audit],
            Self::Support => &[P::Overview, P::People, P::Inspect, P::Suspend, P::Conversations],
            Self::Moderator => &[P::People, P::Suspend, P::Styles, P::Moderation],
        }
    }

    /// Whether people of this role may do that.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.granted().contains(&permission)
    }

    /// What people of this role may do.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        self.granted()
    }

    /// Whether people of this role may suspend somebody of that role: whoever has a role is an owner's matter.
    #[must_use]
    pub fn may_suspend(self, whom: Self) -> bool {
        self.may(if whom == Self::User { Permission::Suspend } else { Permission::Roles })
    }
}

/// The person on whose behalf something is done. Made only by the door that checked the carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user_id: UserId,
    /// With which rights.
    pub role: Role,
}

impl Actor {
    /// Whoever has the machine's command line: may do everything, and is nobody with an account. In the log they stand
    /// under an id that no person has.
    #[must_use]
    pub const fn command_line() -> Self {
        Self { user_id: UserId(uuid::Uuid::nil()), role: Role::Owner }
    }

    /// Whether they may do that.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn words_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for old in ["admin", "creator", "", "Owner"] {
            assert_eq!(Role::parse(old), None, "{old}");
        }
    }

    #[test]
    fn each_role_may_what_it_is_for() {
        for permission in Permission::ALL {
            assert!(Role::Owner.may(permission), "{permission:?}");
            assert!(!Role::User.may(permission), "{permission:?}");
        }
        for role in [Role::Finance, Role::Support, Role::Moderator] {
            for owners in [Permission::Roles, Permission::Settings, Permission::Models] {
                assert!(!role.may(owners), "{role:?} {owners:?}");
            }
            assert_eq!(role.may(Permission::Money), role == Role::Finance, "{role:?}");
            assert_eq!(role.may(Permission::Prices), role == Role::Finance, "{role:?}");
        }
    }

    #[test]
    fn whoever_has_a_role_is_an_owners_matter() {
        for by in Role::ALL {
            let helps = matches!(by, Role::Owner | Role::Support | Role::Moderator);
            assert_eq!(by.may_suspend(Role::User), helps, "{by:?}");
            for whom in [Role::Owner, Role::Finance, Role::Support, Role::Moderator] {
                assert_eq!(by.may_suspend(whom), by == Role::Owner, "{by:?} {whom:?}");
            }
        }
    }
}
