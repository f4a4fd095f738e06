//! The configuration as it runs, for its owners to read: what is in force, and who said so.

/// What a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Where the studio listens, how it is reached, what it says of itself.
    Server,
    /// Where everything lies.
    Storage,
    /// How mails go out.
    Mail,
    /// Who comes in, and how that is kept safe.
    SignIn,
    /// What is sold and given.
    Money,
    /// Who draws, and how much at once.
    Drawing,
    /// What plans books.
    Books,
    /// How the studio presents itself until an administrator says otherwise.
    Branding,
    /// How people are told of something.
    Notifications,
}

/// Who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody: it is what holds then.
    Default,
    /// The file.
    File,
    /// A variable.
    Environment,
    /// A flag of the command.
    Flag,
}

/// What is in force. A secret's text has no way in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words; none where nothing holds.
    Text(Option<String>),
    /// A number.
    Number(i64),
    /// On or off.
    Switch(bool),
    /// Whether there is one.
    Secret(bool),
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configured {
    /// What it is about.
    pub group: Group,
    /// The variable that says it: `EASEL_LISTEN`.
    pub variable: String,
    /// What is in force.
    pub value: Value,
    /// Who said so.
    pub source: Source,
}
