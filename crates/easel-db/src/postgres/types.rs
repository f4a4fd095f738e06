//! Values in PostgreSQL's binary formats.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::{
    Statement,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

use crate::{DbError, Value};

type AnyError = Box<dyn Error + Sync + Send>;

/// Refuses what the server would refuse, but says which argument it is and shows none.
pub(super) fn check(statement: &Statement, args: &[Value]) -> Result<(), DbError> {
    let expected = statement.params();
    if expected.len() != args.len() {
        let why = format!("{} arguments for a text that takes {}", args.len(), expected.len());
        return Err(DbError::Other { source: std::sync::Arc::from(AnyError::from(why)) });
    }
    for (index, (value, ty)) in args.iter().zip(expected).enumerate() {
        if !fits(value, ty) {
            return Err(DbError::Argument { number: index + 1, why: "it does not fit the column's type" });
        }
    }
    Ok(())
}

fn fits(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Null, _) | (Value::Int(_), &Type::INT8 | &Type::FLOAT8 | &Type::NUMERIC | &Type::OID) => true,
        (Value::Int(int), &Type::INT4) => i32::try_from(*int).is_ok(),
        (Value::Int(int), &Type::INT2) => i16::try_from(*int).is_ok(),
        (Value::Int(int), &Type::BOOL) => matches!(int, 0 | 1),
        (Value::Real(_), ty) => matches!(*ty, Type::FLOAT8 | Type::FLOAT4),
        (Value::Text(_), ty) => <&str as ToSql>::accepts(ty),
        (Value::Blob(_), ty) => *ty == Type::BYTEA,
        (Value::Int(_), _) => false,
    }
}

/// An argument. Its `Debug` is [`Value`]'s, which shows no content, because the driver logs arguments.
#[derive(Debug)]
pub(super) struct Param<'a>(pub(super) &'a Value);

impl ToSql for Param<'_> {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "what a real column holds"
    )]
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(ty, out),
            (Value::Int(int), &Type::INT2) => i16::try_from(*int)?.to_sql(ty, out),
            (Value::Int(int), &Type::OID) => u32::try_from(*int)?.to_sql(ty, out),
            (Value::Int(int), &Type::BOOL) => (*int != 0).to_sql(ty, out),
            (Value::Int(int), &Type::FLOAT8) => (*int as f64).to_sql(ty, out),
            (Value::Int(int), &Type::NUMERIC) => {
                put_numeric(*int, out);
                Ok(IsNull::No)
            }
            (Value::Int(int), _) => int.to_sql(ty, out),
            (Value::Real(real), &Type::FLOAT4) => (*real as f32).to_sql(ty, out),
            (Value::Real(real), _) => real.to_sql(ty, out),
            (Value::Text(text), _) => text.to_sql(ty, out),
            (Value::Blob(blob), _) => blob.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of an answer.
pub(super) struct Column(pub(super) Value);

impl<'a> FromSql<'a> for Column {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, AnyError> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::OID => Value::Int(u32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::NUMERIC => Value::Int(get_numeric(raw).ok_or("a number that is not a whole 64-bit one")?),
            Type::BYTEA => Value::Blob(raw.to_vec()),
            Type::VOID => Value::Null,
            _ if <&str as FromSql>::accepts(ty) => Value::Text(String::from_sql(ty, raw)?),
            _ => return Err(format!("the column type {ty} is not a portable one").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, AnyError> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The base of the digits of `numeric`. It comes up because the sum of a bigint is one.
const BASE: u64 = 10_000;

const NEGATIVE: u16 = 0x4000;

fn put_numeric(int: i64, out: &mut BytesMut) {
    let mut rest = int.unsigned_abs();
    let mut digits = Vec::with_capacity(5);
    while rest > 0 {
        digits.push(u16::try_from(rest % BASE).unwrap_or_default());
        rest /= BASE;
    }
    let count = u16::try_from(digits.len()).unwrap_or_default();
    out.put_u16(count);
    out.put_u16(count.saturating_sub(1));
    out.put_u16(if int < 0 { NEGATIVE } else { 0 });
    out.put_u16(0);
    digits.iter().rev().for_each(|digit| out.put_u16(*digit));
}

fn get_numeric(raw: &[u8]) -> Option<i64> {
    let mut words = raw.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let (count, weight, sign, _scale) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let weight = i32::from(i16::from_be_bytes(weight.to_be_bytes()));
    if sign != 0 && sign != NEGATIVE {
        return None;
    }
    let mut magnitude = 0_i128;
    for place in 0..=weight.max(i32::from(count) - 1) {
        let digit = i128::from(words.next().unwrap_or(0));
        if place <= weight {
            magnitude = magnitude.checked_mul(i128::from(BASE))?.checked_add(digit)?;
        } else if digit != 0 {
            return None;
        }
    }
    i64::try_from(if sign == NEGATIVE { -magnitude } else { magnitude }).ok()
}

#[cfg(test)]
mod tests {
    use super::{BytesMut, get_numeric, put_numeric};

    #[test]
    fn whole_numerics_round_trip() {
        for int in [0, 1, -1, 9_999, 10_000, 10_001, -123_456_789, 100_000_000, i64::MAX, i64::MIN] {
            let mut raw = BytesMut::new();
            put_numeric(int, &mut raw);
            assert_eq!(get_numeric(&raw), Some(int));
        }
        assert_eq!(get_numeric(&[0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x13, 0x88]), None, "one half is not whole");
    }
}
