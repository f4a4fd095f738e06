//! The configuration as it runs, for owners. It is changed where it stands, not here.

use crate::Web;
use axum::extract::State;
use easel_door::{
    carrier::{Needs, may},
    configured::{self, Configured, Value},
    error::{Problem, ProblemBody},
    input::Json,
};
use serde::Serialize;
use utoipa::ToSchema;

/// What a setting is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettingGroup {
    Server,
    Storage,
    Mail,
    SignIn,
    Money,
    Drawing,
    Books,
    Branding,
    Notifications,
}

/// Who said so: nobody, the file, a variable or a flag of the command.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettingSource {
    Default,
    File,
    Environment,
    Flag,
}

/// How a value is read.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettingKind {
    Text,
    Number,
    /// `true` or `false`.
    Switch,
    /// Never told.
    Secret,
}

/// One setting of the program.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConfiguredSetting {
    #[schema(inline)]
    group: SettingGroup,
    /// The variable that says it, such as `EASEL_LISTEN`.
    variable: String,
    #[schema(inline)]
    kind: SettingKind,
    /// What is in force; null for secrets, and where nothing is.
    #[schema(required)]
    value: Option<String>,
    /// Whether something is in force.
    is_set: bool,
    #[schema(inline)]
    source: SettingSource,
}

/// The configuration as it runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Configuration {
    /// Every setting, by what it is about.
    items: Vec<ConfiguredSetting>,
}

impl From<&Configured> for ConfiguredSetting {
    fn from(one: &Configured) -> Self {
        let (kind, value, is_set) = match &one.value {
            Value::Text(text) => (SettingKind::Text, text.clone(), text.is_some()),
            Value::Number(number) => (SettingKind::Number, Some(number.to_string()), true),
            Value::Switch(on) => (SettingKind::Switch, Some(on.to_string()), true),
            Value::Secret(is_set) => (SettingKind::Secret, None, *is_set),
        };
        Self {
            group: one.group.into(),
            variable: one.variable.clone(),
            kind,
            value,
            is_set,
            source: one.source.into(),
        }
    }
}

impl From<configured::Group> for SettingGroup {
    fn from(group: configured::Group) -> Self {
        match group {
            configured::Group::Server => Self::Server,
            configured::Group::Storage => Self::Storage,
            configured::Group::Mail => Self::Mail,
            configured::Group::SignIn => Self::SignIn,
            configured::Group::Money => Self::Money,
            configured::Group::Drawing => Self::Drawing,
            configured::Group::Books => Self::Books,
            configured::Group::Branding => Self::Branding,
            configured::Group::Notifications => Self::Notifications,
        }
    }
}

impl From<configured::Source> for SettingSource {
    fn from(source: configured::Source) -> Self {
        match source {
            configured::Source::Default => Self::Default,
            configured::Source::File => Self::File,
            configured::Source::Environment => Self::Environment,
            configured::Source::Flag => Self::Flag,
        }
    }
}

/// The configuration as the process that answers runs it, without secrets.
#[utoipa::path(get, path = "/api/v1/admin/configuration", tag = "admin",
    responses((status = 200, body = Configuration), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_configuration(
    State(web): State<Web>,
    _: Needs<may::Settings>,
) -> Result<Json<Configuration>, Problem> {
    let items = web.options().configured.iter().map(ConfiguredSetting::from).collect();
    Ok(Json(Configuration { items }))
}
