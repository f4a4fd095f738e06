//! What goes into a statement and what comes out of a row.

use std::fmt;

use crate::DbError;

/// An argument of a statement or a column of a row, in one of the types both databases share.
///
/// Its `Debug` shows the type and the size only, so that no secret reaches a log by way of an argument.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// The absence of a value.
    Null,
    /// `bigint`; also smaller integers and booleans (0 and 1), where PostgreSQL's columns are such.
    Int(i64),
    /// `double precision`; never NaN, which SQLite cannot store.
    Real(f64),
    /// `text`; never with a NUL character, which PostgreSQL cannot store.
    Text(String),
    /// `blob`, which is `bytea` on PostgreSQL.
    Blob(Vec<u8>),
}

impl Value {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "an integer",
            Self::Real(_) => "a real number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
        }
    }
}

/// What one of the two databases would refuse or change is refused on both.
pub(crate) fn check(args: &[Value]) -> Result<(), DbError> {
    for (index, value) in args.iter().enumerate() {
        let why = match value {
            Value::Text(text) if text.as_bytes().contains(&0) => "text with a NUL character",
            Value::Real(real) if real.is_nan() => "not a number",
            _ => continue,
        };
        return Err(DbError::Argument { number: index + 1, why });
    }
    Ok(())
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Int(_) => f.write_str("Int"),
            Self::Real(_) => f.write_str("Real"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Blob(blob) => write!(f, "Blob({} bytes)", blob.len()),
        }
    }
}

macro_rules! from {
    ($($from:ty => |$value:ident| $into:expr;)*) => { $(
        impl From<$from> for Value {
            fn from($value: $from) -> Self { $into }
        }
    )* };
}

from! {
    i64 => |value| Self::Int(value);
    i32 => |value| Self::Int(value.into());
    i16 => |value| Self::Int(value.into());
    u32 => |value| Self::Int(value.into());
    u16 => |value| Self::Int(value.into());
    u8 => |value| Self::Int(value.into());
    bool => |value| Self::Int(value.into());
    f64 => |value| Self::Real(value);
    f32 => |value| Self::Real(value.into());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    &str => |value| Self::Text(value.to_owned());
    std::borrow::Cow<'_, str> => |value| Self::Text(value.into_owned());
    Vec<u8> => |value| Self::Blob(value);
    &Vec<u8> => |value| Self::Blob(value.clone());
    &[u8] => |value| Self::Blob(value.to_vec());
    &i64 => |value| Self::Int(*value);
    &i32 => |value| Self::Int((*value).into());
    &u32 => |value| Self::Int((*value).into());
    &bool => |value| Self::Int((*value).into());
    &f64 => |value| Self::Real(*value);
    &Value => |value| value.clone();
    &Option<String> => |value| value.clone().into();
    &Option<i64> => |value| (*value).into();
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The arguments of a statement: `args![id, 5, "name", None::<i64>]` is a `&[Value; 4]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] as &[$crate::Value] };
}
