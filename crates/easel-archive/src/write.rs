//! The order of an archive, and how each part of it is read while it is sent.

use crate::{
    Archives, Turn,
    pictures::{self, Folders, Picture, day, escaped, plain},
    rows::{Cells, TABLES, Table, key, object, quoted},
    zip::Zip,
};
use bytes::Bytes;
use easel_db::{Value, args, texts, tx};
use easel_domain::{Language, Timestamp, UserId, message};
use easel_store::{BlobBody, StoreError, sql};
use futures_util::{Stream, StreamExt, future, stream, stream::BoxStream};
use std::collections::HashSet;
use std::io;
use std::pin::pin;
use tokio::{io::AsyncReadExt, sync::mpsc};

texts! {
    BOOKS = "select b.id, b.title, v.document, b.changed_at from book b join book_version v on v.book_id = b.id and v.version = b.version
             where b.owner_id = $1 and b.id > $2 order by b.id limit $3";
    FINISHED = "select id, name, blob, bytes, changed_at from export
                where owner_id = $1 and id > $2 and state = 'ready' and expires_at > $4 order by id limit $3";
}

/// Rows read at once; fewer of what may be long.
const PAGE: u32 = 200;
const LONG_PAGE: u32 = 5;
/// Bytes read at once, and sent at once.
const CHUNK: usize = 128 * 1024;

/// Whose archive it is, and what it says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// Whose.
    pub owner: UserId,
    /// What they are called.
    pub name: String,
    /// What the studio is called.
    pub studio: String,
    /// The language it speaks.
    pub language: Language,
}

/// A file that others write.
pub struct Given {
    /// Its name, without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What others put into it.
pub struct Brought {
    /// The wallet's own table, as it is exported.
    pub ledger: BoxStream<'static, io::Result<Bytes>>,
    /// Receipts and credit notes.
    pub receipts: BoxStream<'static, io::Result<Given>>,
}

impl Archives {
    /// The archive, written as it is read: whoever stops reading stops it. It breaks off with an error rather than look whole when
    /// something can't be read.
    pub fn stream(
        &self,
        about: About,
        brought: Brought,
        (turn, now): (Turn, Timestamp),
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
        let (to, from) = mpsc::channel(1);
        let archives = self.clone();
        let written = async move {
            let told = to.clone();
            let mut writing = Writing {
                archives,
                about,
                now,
                zip: Zip::default(),
                to,
                missing: Vec::new(),
                gone: HashSet::new(),
            };
            if let Err(error) = Box::pin(writing.all(brought)).await {
                // Nobody listens any more: then nobody needs to know.
                let _ = told.send(Err(error)).await;
            }
            drop(turn);
        };
        let pieces =
            stream::unfold(from, |mut from| async move { from.recv().await.map(|piece| (piece, from)) });
        stream::select(pieces, stream::once(written).filter_map(|()| future::ready(None)))
    }
}

/// Something that should be in the archive and isn't.
struct Missing {
    what: String,
    id: String,
    why: &'static str,
}

struct Writing {
    archives: Archives,
    about: About,
    now: Timestamp,
    zip: Zip,
    to: mpsc::Sender<io::Result<Bytes>>,
    missing: Vec<Missing>,
    /// Pictures whose bytes are gone.
    gone: HashSet<String>,
}

/// How a file of the store went into the archive.
#[derive(PartialEq, Eq)]
enum Copied {
    Whole,
    Gone,
    Broken,
}

impl Writing {
    async fn all(&mut self, brought: Brought) -> io::Result<()> {
        let readme = self.readme();
        self.file("README.txt", readme.as_bytes()).await?;
        self.pictures().await?;
        self.told_pictures().await?;
        self.shown_pictures().await?;
        for table in TABLES {
            self.table(table).await?;
        }
        self.books().await?;
        self.finished().await?;
        self.begin("money/credits.csv", (0, self.now))?;
        let mut ledger = pin!(brought.ledger);
        while let Some(piece) = ledger.next().await {
            self.write(&piece?).await?;
        }
        let mut receipts = pin!(brought.receipts);
        while let Some(receipt) = receipts.next().await {
            let receipt = receipt?;
            self.file(&format!("money/receipts/{}", receipt.name), &receipt.bytes).await?;
        }
        self.manifest().await?;
        let mut rest = std::mem::take(&mut self.zip).finish()?;
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(CHUNK));
            self.send(piece).await?;
        }
        Ok(())
    }

    fn begin(&mut self, name: &str, about: (u64, Timestamp)) -> io::Result<()> {
        self.zip.begin(name, about)
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(CHUNK) {
            self.zip.write(piece)?;
            if self.zip.waits() >= CHUNK {
                let piece = self.zip.take();
                self.send(piece).await?;
            }
        }
        Ok(())
    }

    async fn send(&mut self, piece: Bytes) -> io::Result<()> {
        if piece.is_empty() {
            return Ok(());
        }
        self.to.send(Ok(piece)).await.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    async fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.begin(name, (0, self.now))?;
        self.write(bytes).await
    }

    fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        message::text(self.about.language, key, params)
    }

    fn readme(&self) -> String {
        let about = &self.about;
        let (day, year) = (day(self.now), [("name", about.name.as_str()), ("studio", about.studio.as_str())]);
        let title = self.say("archive.title", &year);
        let mut out = format!("{title}\r\n{}\r\n\r\n", "=".repeat(title.chars().count()));
        let made = self.say("archive.made", &[("day", &day), ("studio", &about.studio)]);
        out.push_str(&format!("{made}\r\n\r\n"));
        let parts = [
            ("pictures/", self.say("archive.pictures", &[])),
            ("prompts/", self.say("archive.prompts", &[])),
            ("boards/", self.say("archive.boards", &[])),
            ("characters/", self.say("archive.characters", &[])),
            ("brands/", self.say("archive.brands", &[])),
            ("books/", self.say("archive.books", &[])),
            ("strips/", self.say("archive.strips", &[])),
            ("exports/", self.say("archive.exports", &[])),
            ("showcase/", self.say("archive.showcase", &[])),
            ("conversations/", self.say("archive.conversations", &[])),
            ("money/", self.say("archive.money", &[])),
            ("account/", self.say("archive.account", &[])),
            ("manifest.json", self.say("archive.manifest", &[])),
        ];
        for (part, words) in parts {
            out.push_str(&format!("{part}\r\n    {words}\r\n\r\n"));
        }
        out.push_str(&format!(
            "{}\r\n\r\n{}\r\n",
            self.say("archive.ids", &[]),
            self.say("archive.missing", &[])
        ));
        out
    }

    async fn page(&self, after: i64) -> io::Result<Vec<Picture>> {
        let page = pictures::page_of(&self.about.owner.to_string(), after, self.now, PAGE);
        let read = self.archives.db.read(tx!(|tx, page| {
            let mut found: Vec<Picture> = tx.all(pictures::PICTURES, &page).await?;
            let keys = sql::keys(pictures::ids(&found))?;
            let boards = tx.all(pictures::BOARDS_OF, args![keys.as_str()]).await?;
            let tags = tx.all(pictures::TAGS_OF, args![keys]).await?;
            pictures::named(&mut found, boards, tags);
            Ok::<_, StoreError>(found)
        }));
        read.await.map_err(io::Error::other)
    }

    async fn pictures(&mut self) -> io::Result<()> {
        let folders = Folders::of(self.about.language);
        let mut after = pictures::FIRST;
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.no;
            for picture in page {
                let name = picture.file(&folders);
                let blob = (picture.blob_name.clone().unwrap_or_default(), picture.bytes, picture.made_at);
                let why = match self.blob(&name, blob).await? {
                    Copied::Whole => continue,
                    Copied::Gone => "its bytes are gone",
                    Copied::Broken => "its bytes are not whole",
                };
                if why == "its bytes are gone" {
                    self.gone.insert(picture.id.clone());
                }
                self.missing.push(Missing { what: name, id: picture.id, why });
            }
        }
    }

    /// A file of the store, as it is.
    async fn blob(&mut self, name: &str, (blob, bytes, at): (String, i64, Timestamp)) -> io::Result<Copied> {
        let found = match blob.is_empty() {
            true => None,
            false => self.archives.store.blobs().read(&blob).await.map_err(io::Error::other)?,
        };
        let Some(body) = found else { return Ok(Copied::Gone) };
        let expected = u64::try_from(bytes).unwrap_or(0);
        self.begin(name, (expected, at))?;
        let mut read = 0;
        match body {
            BlobBody::File(file) => {
                let mut file = tokio::fs::File::from_std(file);
                file.set_max_buf_size(CHUNK);
                let mut buffer = vec![0; CHUNK];
                loop {
                    let Ok(more) = file.read(&mut buffer).await else { return Ok(Copied::Broken) };
                    if more == 0 {
                        break;
                    }
                    read += more as u64;
                    self.write(&buffer[..more]).await?;
                }
            }
            BlobBody::Stream(mut chunks) => {
                while let Some(chunk) = chunks.next().await {
                    let Ok(chunk) = chunk else { return Ok(Copied::Broken) };
                    read += chunk.len() as u64;
                    self.write(&chunk).await?;
                }
            }
        }
        Ok(if read == expected { Copied::Whole } else { Copied::Broken })
    }

    async fn told_pictures(&mut self) -> io::Result<()> {
        let folders = Folders::of(self.about.language);
        self.begin("pictures/pictures.json", (0, self.now))?;
        let (mut after, mut comma) = (pictures::FIRST, "[\n");
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last() else { break };
            after = last.no;
            for picture in &page {
                let file = (!self.gone.contains(&picture.id)).then(|| picture.file(&folders));
                let line = format!("{comma}{}", picture.told(file.as_deref()));
                comma = ",\n";
                self.write(line.as_bytes()).await?;
            }
        }
        self.write(if comma == ",\n" { b"\n]\n" } else { b"[]\n" }).await
    }

    async fn shown_pictures(&mut self) -> io::Result<()> {
        let folders = Folders::of(self.about.language);
        let params = [("name", self.about.name.as_str()), ("studio", self.about.studio.as_str())];
        let (title, gone) = (escaped(&self.say("archive.title", &params)), self.say("archive.gone", &[]));
        let head = format!(
            "<!doctype html>\n<html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title}</title><style>{STYLE}</style><h1>{title}</h1>\n<main>\n",
            self.about.language.tag(),
        );
        self.file("pictures/index.html", head.as_bytes()).await?;
        let mut after = pictures::FIRST;
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last() else { break };
            after = last.no;
            for picture in page.iter().filter(|picture| picture.no >= 0) {
                let file = (!self.gone.contains(&picture.id)).then(|| picture.file(&folders));
                self.write(picture.shown(file.as_deref(), &gone).as_bytes()).await?;
            }
        }
        self.write(b"</main></html>\n").await
    }

    async fn table(&mut self, table: &'static Table) -> io::Result<()> {
        self.begin(table.file, (0, self.now))?;
        let (mut after, mut comma) = (table.first.value(), "[\n");
        loop {
            let (rows, belonging) = self.rows(table, after).await?;
            for row in &rows {
                let id = row.0.first().map(key).unwrap_or_default();
                let more: Vec<(&str, String)> = table
                    .belonging
                    .iter()
                    .zip(&belonging)
                    .map(|(what, all)| (what.field, what.of(&id, all.iter())))
                    .collect();
                let line = format!("{comma}{}", object(table.columns, &row.0, &more));
                comma = ",\n";
                self.write(line.as_bytes()).await?;
            }
            match rows.last().and_then(|row| row.0.first()).filter(|_| rows.len() == PAGE as usize) {
                Some(place) => after = place.clone(),
                None => break,
            }
        }
        self.write(if comma == ",\n" { b"\n]\n" } else { b"[]\n" }).await
    }

    async fn rows(&self, table: &'static Table, after: Value) -> io::Result<(Vec<Cells>, Vec<Vec<Cells>>)> {
        let owner = self.about.owner.to_string();
        let read = self.archives.db.read(tx!(|tx, owner, after| {
            let page = [Value::from(owner), after, Value::Int(i64::from(PAGE))];
            let rows: Vec<Cells> = tx.all(table.text, &page).await?;
            let keys = sql::keys(rows.iter().filter_map(|row| row.0.first().map(key)))?;
            let mut belonging = Vec::new();
            for what in table.belonging {
                belonging.push(tx.all::<Cells>(what.text, args![keys.as_str()]).await?);
            }
            Ok::<_, StoreError>((rows, belonging))
        }));
        read.await.map_err(io::Error::other)
    }

    /// Books as they are now, each as a file.
    async fn books(&mut self) -> io::Result<()> {
        let mut after = String::new();
        loop {
            let (owner, place) = (self.about.owner.to_string(), after.clone());
            let read = self.archives.db.read(tx!(|tx, owner, place| {
                Ok::<_, StoreError>(tx.all(BOOKS, args![owner, place, LONG_PAGE]).await?)
            }));
            let page: Vec<(String, String, String, i64)> = read.await.map_err(io::Error::other)?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            after.clone_from(last);
            for (id, title, document, changed_at) in page {
                let name = format!("books/{} {}.json", plain(&title), &id[id.len().saturating_sub(12)..]);
                self.begin(&name, (document.len() as u64, Timestamp(changed_at)))?;
                self.write(document.as_bytes()).await?;
            }
        }
    }

    /// Files that were made of books and strips, and still stand.
    async fn finished(&mut self) -> io::Result<()> {
        let mut after = String::new();
        loop {
            let (owner, place, now) = (self.about.owner.to_string(), after.clone(), self.now.0);
            let read = self.archives.db.read(tx!(|tx, owner, place| {
                Ok::<_, StoreError>(tx.all(FINISHED, args![owner, place, PAGE, now]).await?)
            }));
            let page: Vec<(String, String, String, i64, i64)> = read.await.map_err(io::Error::other)?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            after.clone_from(last);
            for (id, name, blob, bytes, at) in page {
                let (words, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
                let short = &id[id.len().saturating_sub(12)..];
                let name = format!("exports/{} {short}.{}", plain(words), plain(ending));
                let why = match self.blob(&name, (blob, bytes, Timestamp(at))).await? {
                    Copied::Whole => continue,
                    Copied::Gone => "its bytes are gone",
                    Copied::Broken => "its bytes are not whole",
                };
                self.missing.push(Missing { what: name, id, why });
            }
        }
    }

    /// What is in the archive, and what is not.
    async fn manifest(&mut self) -> io::Result<()> {
        self.zip.end();
        let count = self.zip.files().len();
        let made = quoted(&crate::rows::moment(self.now.0));
        self.file("manifest.json", format!("{{\"made_at\": {made},\n\"files\": [").as_bytes()).await?;
        for at in 0..count {
            let file = &self.zip.files()[at];
            let line = format!(
                "{}\n{{\"name\": {}, \"bytes\": {}, \"sha256\": \"{}\"}}",
                if at == 0 { "" } else { "," },
                quoted(&file.name),
                file.bytes,
                sql::hex(&file.sha256),
            );
            self.write(line.as_bytes()).await?;
        }
        let missing: Vec<String> = std::mem::take(&mut self.missing)
            .iter()
            .map(|one| {
                format!(
                    "\n{{\"name\": {}, \"id\": {}, \"why\": {}}}",
                    quoted(&one.what),
                    quoted(&one.id),
                    quoted(one.why)
                )
            })
            .collect();
        self.write(format!("\n],\n\"missing\": [{}]}}\n", missing.join(",")).as_bytes()).await
    }
}

/// Of the page of pictures: it has to look right without us.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#1d1b18;background:#faf8f4}\
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:1.5rem}\
figure{margin:0}img{width:100%;height:auto;border-radius:8px;display:block}\
figcaption p{margin:.5rem 0 0;overflow-wrap:anywhere}small{color:#6e675e}\
@media(prefers-color-scheme:dark){body{color:#f3efe8;background:#141311}small{color:#a39b8f}}";
