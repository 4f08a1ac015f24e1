//! Reads what stands where something is expected, and nothing where something else stands: a document with a number
//! for a summary is read, without that summary. So only broken syntax refuses a document.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{fmt, marker::PhantomData};

/// A type that takes what it can use of any value.
pub(super) trait Loose: Default {
    fn text(&mut self, _text: &str) {}

    /// Has to read all of `_list`.
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    /// Has to read all of `_map`.
    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Any value, read as a `T`.
#[derive(Debug, Default)]
pub(super) struct Any<T>(pub(super) T);

impl<'de, T: Loose> Deserialize<'de> for Any<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData)).map(Any)
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<T: Loose> LooseVisitor<T> {
    fn of(text: &str) -> T {
        let mut value = T::default();
        value.text(text);
        value
    }
}

impl<'de, T: Loose> Visitor<'de> for LooseVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(Self::of(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok(Self::of(if value { "true" } else { "false" }))
    }

    fn visit_i64<E>(self, value: i64) -> Result<T, E> {
        Ok(Self::of(&value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<T, E> {
        Ok(Self::of(&value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<T, E> {
        Ok(Self::of(&value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<T, E> {
        Ok(Self::of(&value.to_string()))
    }

    /// `openapi: 3.0`, without quotes: the form with a digit behind the point.
    fn visit_f64<E>(self, value: f64) -> Result<T, E> {
        Ok(Self::of(&format!("{value:?}")))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_none<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        let mut value = T::default();
        value.list(list)?;
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut value = T::default();
        value.map(map)?;
        Ok(value)
    }
}

/// One value, or blank.
impl Loose for String {
    fn text(&mut self, text: &str) {
        text.clone_into(self);
    }
}

/// A list, or what is the only one of it.
impl Loose for Vec<String> {
    fn text(&mut self, text: &str) {
        self.push(text.to_owned());
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(Any(text)) = list.next_element()? {
            self.push(text);
        }
        Ok(())
    }
}

impl Loose for bool {
    fn text(&mut self, text: &str) {
        *self = text == "true";
    }
}

/// An object of which some fields are looked at.
pub(super) trait Fields: Default {
    /// Reads the value of the field, or passes it over.
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// `None` where no object stands.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Fields> Loose for Object<T> {
    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        let value = self.0.get_or_insert_default();
        while let Some(Any(name)) = map.next_key::<Any<String>>()? {
            value.field(&name, &mut map)?;
        }
        Ok(())
    }
}

/// The objects of a list.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Fields> Loose for List<T> {
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(Any(Object(value))) = list.next_element::<Any<Object<T>>>()? {
            self.0.extend(value);
        }
        Ok(())
    }
}

/// The entries of an object in their order, also those that are there twice.
#[derive(Debug)]
pub(super) struct Entries<T>(pub(super) Vec<(String, Object<T>)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Fields> Loose for Entries<T> {
    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Any(name)) = map.next_key::<Any<String>>()? {
            self.0.push((name, map.next_value::<Any<Object<T>>>()?.0));
        }
        Ok(())
    }
}

/// The value of a field.
pub(super) fn value<'de, T: Loose, A: MapAccess<'de>>(map: &mut A) -> Result<T, A::Error> {
    Ok(map.next_value::<Any<T>>()?.0)
}

/// Passes the value of a field over, unread.
pub(super) fn pass_over<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}
