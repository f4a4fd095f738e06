//! The studio's books as tables in a folder.

use crate::{clock, config::Config, setup};
use anyhow::{Context, bail};
use easel_domain::Timestamp;
use easel_door::{clock::rfc3339, csv::cell};
use easel_oversight::{Cell, Oversight, Record, Records};
use easel_store::Store;
use serde_json::{Map, Value, json};
use std::{
    fs,
    io::{BufWriter, Write as _},
    path::Path,
};

/// Rows read at once.
const CHUNK: u32 = 1000;

/// As what.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    Json,
}

pub(crate) async fn export(
    config: &Config,
    folder: &Path,
    (format, only): (&str, &[String]),
) -> anyhow::Result<()> {
    let format = match format {
        "csv" => Format::Csv,
        "json" => Format::Json,
        other => bail!("a format is \"csv\" or \"json\", not \"{other}\""),
    };
    let read = |name: &String| {
        Records::ALL.into_iter().find(|which| which.name() == name.trim()).with_context(|| {
            let all: Vec<&str> = Records::ALL.iter().map(|which| which.name()).collect();
            format!("there is no table \"{name}\"; there are: {}", all.join(", "))
        })
    };
    let named: Vec<Records> = only.iter().map(read).collect::<anyhow::Result<_>>()?;
    let tables = if named.is_empty() { Records::ALL.to_vec() } else { named };
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    let store = setup::open_store(config).await?;
    let names: Vec<&str> = tables.iter().map(|which| which.name()).collect();
    store.records_exported(names.join(", "), clock::now()).await?;
    for which in tables {
        let rows = write_table(&store, which, format, folder).await?;
        println!("{:<14}{rows} row(s)", which.name());
    }
    store.close().await;
    Ok(())
}

async fn write_table(store: &Store, which: Records, format: Format, folder: &Path) -> anyhow::Result<u64> {
    let end = match format {
        Format::Csv => "csv",
        Format::Json => "jsonl",
    };
    let path = folder.join(format!("{}.{end}", which.name()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).with_context(|| format!("{} can't be written", path.display()))?;
    let mut file = BufWriter::new(file);
    if matches!(format, Format::Csv) {
        write!(file, "{}\r\n", which.columns().join(","))?;
    }
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let rows = Oversight::of(store).records(which, after.clone(), CHUNK).await?;
        for row in &rows {
            match format {
                Format::Csv => write!(file, "{}\r\n", csv_line(which, row))?,
                Format::Json => writeln!(file, "{}", json_line(which, row))?,
            }
        }
        count += rows.len() as u64;
        let Some(Record(last)) = rows.last().filter(|_| rows.len() == CHUNK as usize) else { break };
        let Some(Cell::Text(id)) = last.first() else { bail!("a row of {} has no id", which.name()) };
        after.clone_from(id);
    }
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(count)
}

/// Whether what stands under this name is a moment.
fn is_moment(column: &str) -> bool {
    column == "at" || column.ends_with("_at")
}

fn csv_line(which: Records, Record(cells): &Record) -> String {
    let cells = cells.iter().zip(which.columns()).map(|(value, column)| match value {
        Cell::Empty => String::new(),
        Cell::Number(ms) if is_moment(column) => rfc3339(Timestamp(*ms)),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => cell(text),
    });
    cells.collect::<Vec<_>>().join(",")
}

fn json_line(which: Records, Record(cells): &Record) -> Value {
    let cells = cells.iter().zip(which.columns()).map(|(value, column)| {
        let value = match value {
            Cell::Empty => Value::Null,
            Cell::Number(ms) if is_moment(column) => json!(rfc3339(Timestamp(*ms))),
            Cell::Number(number) => json!(number),
            Cell::Text(text) => json!(text),
        };
        ((*column).to_owned(), value)
    });
    Value::Object(cells.collect::<Map<_, _>>())
}
