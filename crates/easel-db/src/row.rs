//! Rows, and how their columns become Rust values.

use crate::{DbError, Value};

/// One row of an answer. A column is taken out of it, so each can be read once.
pub struct Row {
    columns: Vec<Option<Value>>,
    next: usize,
}

impl Row {
    pub(crate) fn with_capacity(columns: usize) -> Self {
        Self { columns: Vec::with_capacity(columns), next: 0 }
    }

    /// The allocation serves all rows of an answer, one after the other.
    pub(crate) fn clear(&mut self) {
        self.columns.clear();
        self.next = 0;
    }

    pub(crate) fn push(&mut self, value: Value) {
        self.columns.push(Some(value));
    }

    /// Takes the column at `index`, counted from 0.
    ///
    /// # Errors
    /// [`DbError::Column`] when there is no such column, when it was read before, or when it is of another type.
    pub fn get<T: FromColumn>(&mut self, index: usize) -> Result<T, DbError> {
        let column = index + 1;
        let value = self
            .columns
            .get_mut(index)
            .ok_or_else(|| DbError::column("a column that is not there"))
            .and_then(|slot| slot.take().ok_or_else(|| DbError::column("a column that was read before")))
            .map_err(|error| error.at_column(column))?;
        T::from_column(value).map_err(|error| error.at_column(column))
    }

    /// Takes the column after the one taken last by this function, beginning with the first: for a
    /// [`FromRow::from_row`] that reads its columns in the order of the statement.
    ///
    /// # Errors
    /// As [`Row::get`].
    #[allow(clippy::should_implement_trait, reason = "the type asked for differs from column to column")]
    pub fn next<T: FromColumn>(&mut self) -> Result<T, DbError> {
        let index = self.next;
        self.next += 1;
        self.get(index)
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether the row has no column at all.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// What can be read from a row. Tuples of up to 16 columns can; a single column is `(T,)`.
pub trait FromRow: Sized {
    /// Reads the row, usually by [`Row::next`] for each field.
    ///
    /// # Errors
    /// [`DbError::Column`] when a column is not what it should be.
    fn from_row(row: &mut Row) -> Result<Self, DbError>;
}

/// What can be read from a single column; implement it for ids and other newtypes by way of a type that has it:
/// `String::from_column(value)?.parse().map_err(DbError::decode)`.
pub trait FromColumn: Sized {
    /// Reads the column.
    ///
    /// # Errors
    /// [`DbError::Column`] when the value is of another type or out of range.
    fn from_column(value: Value) -> Result<Self, DbError>;
}

impl FromColumn for Value {
    fn from_column(value: Value) -> Result<Self, DbError> {
        Ok(value)
    }
}

impl FromColumn for i64 {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Int(int) => Ok(int),
            other => Err(DbError::mismatch("an integer", &other)),
        }
    }
}

macro_rules! smaller {
    ($($int:ty),*) => { $(
        impl FromColumn for $int {
            fn from_column(value: Value) -> Result<Self, DbError> {
                Self::try_from(i64::from_column(value)?).map_err(DbError::decode)
            }
        }
    )* };
}

smaller!(i32, i16, u64, u32, u16, u8, usize);

impl FromColumn for bool {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            Value::Int(_) => {
                Err(DbError::column("an integer other than 0 and 1 where a boolean was expected"))
            }
            other => Err(DbError::mismatch("a boolean", &other)),
        }
    }
}

impl FromColumn for f64 {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Real(real) => Ok(real),
            // SQLite gives an integer where an expression happens to be whole, such as a sum over no rows.
            #[allow(
                clippy::cast_precision_loss,
                reason = "a real column is read; its whole numbers are small"
            )]
            Value::Int(int) => Ok(int as Self),
            other => Err(DbError::mismatch("a real number", &other)),
        }
    }
}

impl FromColumn for String {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(DbError::mismatch("text", &other)),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Blob(blob) => Ok(blob),
            other => Err(DbError::mismatch("bytes", &other)),
        }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(value: Value) -> Result<Self, DbError> {
        let bytes = Vec::<u8>::from_column(value)?;
        Self::try_from(bytes).map_err(|_| DbError::column("bytes of another length"))
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Null => Ok(None),
            value => T::from_column(value).map(Some),
        }
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*)?) => { $(
        impl<$first: FromColumn, $($rest: FromColumn),*> FromRow for ($first, $($rest,)*) {
            fn from_row(row: &mut Row) -> Result<Self, DbError> {
                Ok((row.next::<$first>()?, $(row.next::<$rest>()?,)*))
            }
        }
        tuples!($($rest)*);
    )? };
}

tuples!(A B C D E F G H I J K L M N O P);
