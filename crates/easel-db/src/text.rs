//! How SQL texts are written down, and what a transaction's closure looks like.

/// Names SQL texts and lists them as `TEXTS`, so that a test can prepare every one on both databases.
#[macro_export]
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        pub(crate) const TEXTS: &[&str] = &[$($name),*];
    };
}

/// A transaction's closure: what it uses is cloned for each run, because PostgreSQL may run it again.
#[macro_export]
macro_rules! tx {
    (|$tx:ident $(, $value:ident)*| $body:block) => {
        move |$tx| {
            $(let $value = ::std::clone::Clone::clone(&$value);)*
            ::std::boxed::Box::pin(async move $body)
        }
    };
}
