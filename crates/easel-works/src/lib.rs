//! Works: what is composed of pictures.
//!
//! **Knows** books (their recipes, formats, pages laid of panels and balloons, outlines made of a text), long strips, and in which files
//! either leaves the studio. Pure and synchronous, like `easel-domain`, whose words it uses.
//!
//! **Never knows** pixels, typefaces, SQL, HTTP, files, the clock or randomness.

pub mod book;
pub mod export;
pub mod strip;
