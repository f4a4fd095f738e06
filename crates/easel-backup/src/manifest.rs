//! What a backup says of itself.

use easel_db::{Copied, CopiedTable};
use serde::{Deserialize, Serialize};

/// The manifest's file. A folder without it is no backup.
pub const MANIFEST: &str = "manifest.json";
/// How folders of this kind are laid out; a program reads its own and older ones.
pub const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`] of the program that made it.
    pub format: u32,
    /// The version of that program.
    pub program: String,
    /// When the rows were copied, in milliseconds since 1970.
    pub made_at_ms: i64,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The newest migration of its tables.
    pub schema: i64,
    /// Each table.
    pub tables: Vec<Table>,
    /// PostgreSQL's sequences.
    pub sequences: Vec<Sequence>,
    /// Every file but the blobs, with its checksum.
    pub files: Vec<File>,
    /// How many blobs there are; each is in `blobs.txt`, with its checksum.
    pub blobs: u64,
    /// How long they are together.
    pub blob_bytes: u64,
    /// Blobs that the studio's rows name and the studio itself had lost already, or had damaged.
    pub lost: Vec<String>,
}

/// A table and its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// How many.
    pub rows: u64,
    /// Where, in `database/`.
    pub file: String,
    /// In this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// A sequence of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// Its last value.
    pub value: i64,
    /// Whether that was given out.
    pub called: bool,
}

/// A file of the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Where, in the backup's folder.
    pub path: String,
    /// How long.
    pub bytes: u64,
    /// In lower-case hex.
    pub sha256: String,
}

impl Manifest {
    /// The rows as the database layer takes them back.
    pub(crate) fn copied(&self) -> Copied {
        let table = |table: &Table| CopiedTable {
            name: table.name.clone(),
            rows: table.rows,
            file: table.file.clone(),
            columns: table.columns.clone(),
        };
        Copied {
            schema: self.schema,
            tables: self.tables.iter().map(table).collect(),
            sequences: self.sequences.iter().map(|one| (one.name.clone(), one.value, one.called)).collect(),
        }
    }

    /// How many rows there are in all tables together.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// How many files there are, the manifest apart.
    #[must_use]
    pub fn file_count(&self) -> u64 {
        self.files.len() as u64 + self.blobs
    }

    /// How long all of them are together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum::<u64>() + self.blob_bytes
    }
}
