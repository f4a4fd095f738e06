//! Exports: files made of pictures for taking away, kept for a day.

use crate::{
    book::{Book, PageRole},
    strip::{self, StripDocument},
};
use easel_domain::{AssetId, BookId, Timestamp, brand::LogoPlace, format::format_of};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An export is worth this long of a worker's time.
pub const DEADLINE_MS: i64 = 15 * 60_000;
/// How long an export is kept.
pub const KEPT_MS: i64 = 24 * 3_600_000;
/// Most exports of one person under way at once.
pub const UNDER_WAY_MAX: i64 = 5;
/// Most exports of one person that are kept; an older one goes for a newer one.
pub const KEPT_MAX: u32 = 20;
/// What comics' platforms take: 800 x 1280.
pub const SLICE_PX: (u32, u32) = (800, 1280);
/// How high a slice may be, pixels.
pub const SLICE_HEIGHTS_PX: std::ops::RangeInclusive<u32> = 64..=8192;
/// How wide a page of a book may be as a picture, pixels.
pub const PAGE_WIDTHS_PX: std::ops::RangeInclusive<u32> = 600..=6_000;
/// How wide it is unless told otherwise.
pub const PAGE_WIDTH_PX: u32 = 1_600;
/// Longest side of a page as a picture, and most of its pixels.
const PAGE_SIDE_MAX_PX: u64 = 16_384;
const PAGE_PIXELS_MAX: u64 = 1 << 26;
/// Most pixels of all pictures of a book that becomes a PDF: they are in memory together, packed.
const PDF_PIXELS_MAX: u64 = 1_500_000_000;
/// What print wants, pixels an inch.
pub const PRINT_DPI: u32 = 300;
/// Most slices of a strip.
const SLICES_MAX: usize = 2000;

/// What an export makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// A strip as one picture, or in slices.
    Strip,
    /// One picture in many formats.
    Formats,
    /// A book, or a page of one.
    Book,
}

impl ExportKind {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strip => "strip",
            Self::Formats => "formats",
            Self::Book => "book",
        }
    }

    /// Reads the word of [`ExportKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Strip, Self::Formats, Self::Book].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// Waits for a worker.
    Queued,
    /// A worker makes it.
    Running,
    /// Its file is there.
    Ready,
    /// It could not be made.
    Failed,
}

impl ExportState {
    /// Every state.
    pub const ALL: &[Self] = &[Self::Queued, Self::Running, Self::Ready, Self::Failed];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// Reads the word of [`ExportState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

    /// Whether nothing more will happen to it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Ready | Self::Failed)
    }
}

/// What a strip becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StripFile {
    /// One PNG.
    Png,
    /// One JPEG, as tall as a JPEG can be.
    Jpeg,
    /// A ZIP of PNGs, each of this width and no higher than this.
    Slices {
        /// Pixels.
        width_px: u32,
        /// Pixels.
        height_px: u32,
    },
}

impl StripFile {
    /// How wide the strip is drawn.
    #[must_use]
    pub fn width_px(self, strip: &StripDocument) -> u32 {
        match self {
            Self::Png | Self::Jpeg => strip.width_px,
            Self::Slices { width_px, .. } => width_px,
        }
    }
}

/// What a book becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookFile {
    /// One page as PNG.
    Png {
        /// The number of the page.
        page_no: u32,
    },
    /// A ZIP of PNGs.
    Zip,
    /// A comic book archive with what it tells of itself.
    Cbz,
    /// A book with pages of one size, for readers of EPUB 3.
    Epub,
    /// A PDF of trimmed pages.
    Pdf,
    /// A PDF with bleed and trim marks; the cover is one sheet.
    PdfPrint,
}

impl BookFile {
    /// Whether its pages are pictures.
    #[must_use]
    pub const fn is_drawn(self) -> bool {
        !matches!(self, Self::Pdf | Self::PdfPrint)
    }
}

/// A book as it is to be taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookExport {
    /// As it was; only the page that is asked for where that is one.
    pub book: Book,
    /// What it becomes.
    pub file: BookFile,
    /// How wide a page is as a picture.
    pub width_px: u32,
    /// Which book it is of, and when that was saved; nothing in exports that were asked for before this was written down.
    #[serde(default)]
    pub edition: Option<Edition>,
}

/// What tells one state of a book from others: readers know a book by it that they have already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Which book.
    pub book_id: BookId,
    /// When this version of it was saved.
    pub saved_at: Timestamp,
}

impl BookExport {
    /// How many pages the file has, or how many pictures.
    #[must_use]
    pub fn sheets(&self) -> usize {
        let covers = |page: &&crate::book::Page| !page.role.is_inside();
        match self.file {
            BookFile::Png { .. } => 1,
            BookFile::PdfPrint if self.has_cover_sheet() => {
                self.book.pages.len() - self.book.pages.iter().filter(covers).count() + 1
            }
            _ => self.book.pages.len(),
        }
    }

    /// Whether front, spine and back are printed as one sheet.
    #[must_use]
    pub fn has_cover_sheet(&self) -> bool {
        let has = |role| self.book.pages.iter().filter(|page| page.role == role).count();
        self.file == BookFile::PdfPrint && has(PageRole::Cover) == 1 && has(PageRole::Back) <= 1
    }

    /// How tall a page is as a picture.
    #[must_use]
    pub fn height_px(&self) -> u64 {
        let (width, height) = (self.book.format.width.max(1), self.book.format.height.max(1));
        let (width, height) = (u64::from(width.unsigned_abs()), u64::from(height.unsigned_abs()));
        (u64::from(self.width_px) * height + width / 2) / width
    }

    /// Pages, counted from 1, with pictures that print coarser than [`PRINT_DPI`]; only of what is to be printed.
    #[must_use]
    pub fn coarse_pages(&self) -> Vec<u32> {
        if self.file != BookFile::PdfPrint {
            return Vec::new();
        }
        let mut pages: Vec<u32> = self.book.coarser_than(PRINT_DPI).into_iter().map(page_of).collect();
        pages.dedup();
        pages
    }

    fn check(&self) -> Result<(), InvalidExport> {
        if self.book.pages.is_empty() {
            return Err(InvalidExport::Empty);
        }
        if self.file.is_drawn() {
            let (width, height) = (u64::from(self.width_px), self.height_px());
            let fits = height <= PAGE_SIDE_MAX_PX && width * height <= PAGE_PIXELS_MAX;
            let fine = PAGE_WIDTHS_PX.contains(&self.width_px) && fits;
            return if fine { Ok(()) } else { Err(InvalidExport::PageWidth) };
        }
        // Pages of a PDF are no taller than paper is.
        let art = self.book.pages.iter().flat_map(|page| &page.panels).filter_map(|panel| panel.art.as_ref());
        let mut met = std::collections::HashSet::new();
        let pixels = art.filter(|art| met.insert(art.asset_id));
        let pixels = pixels.map(|art| u64::from(art.width_px) * u64::from(art.height_px)).sum::<u64>();
        if pixels <= PDF_PIXELS_MAX { Ok(()) } else { Err(InvalidExport::BookLarge) }
    }
}

fn page_of((at, _, _): (usize, u32, u32)) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

/// What an export is to make: everything that was known when it was asked for, so that nothing that changes later
/// changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ExportSpec {
    /// A strip.
    Strip {
        /// As it was.
        strip: StripDocument,
        /// What it becomes.
        file: StripFile,
    },
    /// A picture in formats.
    Formats {
        /// Which one.
        asset_id: AssetId,
        /// Ids of formats.
        formats: Vec<String>,
        /// The logo laid on each.
        logo: Option<ExportLogo>,
    },
    /// A book.
    Book(Box<BookExport>),
}

/// A logo and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportLogo {
    /// The picture it is.
    pub asset_id: AssetId,
    /// Where, and how large.
    pub place: LogoPlace,
}

/// Why nothing is exported.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidExport {
    /// The strip has no pictures.
    #[error("there is nothing to export")]
    Empty,
    /// A picture that isn't there, or is somebody else's.
    #[error("picture {position} isn't there")]
    PictureGone {
        /// Which one, from 0.
        position: usize,
    },
    /// The strip can't be drawn like this.
    #[error(transparent)]
    Strip(#[from] strip::InvalidStrip),
    /// Taller than a JPEG can be.
    #[error("a JPEG is at most {max} pixels tall", max = strip::JPEG_MAX_PX)]
    JpegHeight,
    /// A page can't be drawn so wide.
    #[error("pages are 600 to 6000 pixels wide and at most 16384 tall")]
    PageWidth,
    /// Too many pictures for one PDF.
    #[error("the book is too large for one PDF")]
    BookLarge,
    /// There is no such page.
    #[error("there is no such page")]
    Page,
    /// The slices can't be.
    #[error("slices are 64 to 4096 pixels wide, 64 to 8192 high, and at most {SLICES_MAX}")]
    Slices,
    /// A format there isn't, one twice, or none.
    #[error("no such format")]
    Format,
}

impl ExportSpec {
    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> ExportKind {
        match self {
            Self::Strip { .. } => ExportKind::Strip,
            Self::Formats { .. } => ExportKind::Formats,
            Self::Book(_) => ExportKind::Book,
        }
    }

    /// The pictures it is made of, in the order in which they are named where one is gone. A logo comes last.
    #[must_use]
    pub fn assets(&self) -> Vec<AssetId> {
        match self {
            Self::Strip { strip, .. } => strip.items.iter().map(|item| item.asset_id).collect(),
            Self::Formats { asset_id, logo, .. } => {
                [Some(*asset_id), logo.map(|logo| logo.asset_id)].into_iter().flatten().collect()
            }
            Self::Book(export) => export.book.shown(),
        }
    }

    /// Whether it can be made of pictures of these sizes; `None` is one that is gone.
    ///
    /// # Errors
    /// [`InvalidExport`].
    pub fn check(&self, sizes: &[Option<(u32, u32)>]) -> Result<(), InvalidExport> {
        if let Some(position) = sizes.iter().position(Option::is_none) {
            return Err(InvalidExport::PictureGone { position });
        }
        match self {
            Self::Strip { strip, file } => {
                if strip.items.is_empty() {
                    return Err(InvalidExport::Empty);
                }
                let width_px = file.width_px(strip);
                if let StripFile::Slices { height_px, .. } = file
                    && !(strip::WIDTHS_PX.contains(&width_px) && SLICE_HEIGHTS_PX.contains(height_px))
                {
                    return Err(InvalidExport::Slices);
                }
                let layout = strip.layout(width_px, sizes)?;
                match file {
                    StripFile::Jpeg if layout.height_px > strip::JPEG_MAX_PX => {
                        Err(InvalidExport::JpegHeight)
                    }
                    StripFile::Slices { height_px, .. } if layout.cuts(*height_px).len() > SLICES_MAX => {
                        Err(InvalidExport::Slices)
                    }
                    _ => Ok(()),
                }
            }
            Self::Formats { formats, .. } => {
                let known = formats.iter().all(|id| format_of(id).is_some());
                let twice = formats.iter().enumerate().any(|(at, id)| formats[..at].contains(id));
                if known && !twice && !formats.is_empty() { Ok(()) } else { Err(InvalidExport::Format) }
            }
            Self::Book(export) => export.check(),
        }
    }

    /// The file's kind and the ending of its name.
    #[must_use]
    pub fn mime(&self) -> (&'static str, &'static str) {
        match self {
            Self::Strip { file: StripFile::Png, .. } => ("image/png", "png"),
            Self::Strip { file: StripFile::Jpeg, .. } => ("image/jpeg", "jpg"),
            Self::Strip { file: StripFile::Slices { .. }, .. } | Self::Formats { .. } => {
                ("application/zip", "zip")
            }
            Self::Book(export) => match export.file {
                BookFile::Png { .. } => ("image/png", "png"),
                BookFile::Zip => ("application/zip", "zip"),
                BookFile::Cbz => ("application/vnd.comicbook+zip", "cbz"),
                BookFile::Epub => ("application/epub+zip", "epub"),
                BookFile::Pdf | BookFile::PdfPrint => ("application/pdf", "pdf"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::{InvalidStrip, Seam, SeamKind, StripItem};

    fn strip(file: StripFile, count: usize) -> ExportSpec {
        let item = StripItem { asset_id: AssetId(uuid::Uuid::nil()), seam: None };
        let strip = StripDocument {
            name: "s".into(),
            width_px: 100,
            background: "#000000".into(),
            seam: Seam { kind: SeamKind::None, px: 0 },
            items: vec![item; count],
        };
        ExportSpec::Strip { strip, file }
    }

    #[test]
    fn what_cannot_be_made_is_refused_before_anybody_works() {
        let check = |file, sizes: &[Option<(u32, u32)>]| strip(file, sizes.len()).check(sizes);
        let tall = Some((10, 2400));
        assert_eq!(check(StripFile::Png, &[tall; 4]), Ok(()));
        assert_eq!(check(StripFile::Jpeg, &[tall; 2]), Ok(()));
        assert_eq!(check(StripFile::Jpeg, &[tall; 3]), Err(InvalidExport::JpegHeight));
        let too_tall = InvalidStrip::Height { height_px: 120_000 };
        assert_eq!(check(StripFile::Png, &[tall; 5]), Err(too_tall.into()));
        assert_eq!(check(StripFile::Png, &[]), Err(InvalidExport::Empty));
        assert_eq!(check(StripFile::Png, &[tall, None]), Err(InvalidExport::PictureGone { position: 1 }));
        let slices =
            |width_px, height_px| check(StripFile::Slices { width_px, height_px }, &[Some((100, 640))]);
        assert_eq!(slices(800, 1280), Ok(()));
        assert_eq!(
            [slices(63, 1280), slices(800, 63), slices(800, 8193)],
            [const { Err(InvalidExport::Slices) }; 3]
        );
    }

    #[test]
    fn a_book_is_as_many_sheets_as_it_has_and_its_coarse_pages_are_named() {
        use crate::book::{Art, BookKind, FORMATS, Reading, StoryLayout, story_page, title_page};
        let format = FORMATS[4].format;
        let mut book = Book::new(BookKind::Storybook, "Moon", "en", format, Reading::LeftToRight);
        book.pages.push(title_page(&format, PageRole::Cover, "Moon", "", "en"));
        book.pages.push(story_page(&format, StoryLayout::Under, "Once.", "en"));
        book.pages.push(title_page(&format, PageRole::Back, "", "", "en"));
        let id = AssetId(uuid::Uuid::nil());
        book.pages[1].panels[0].art = Some(Art::new(id, (512, 512)));
        let export = |file, width_px| BookExport { book: book.clone(), file, width_px, edition: None };
        assert_eq!(
            (export(BookFile::Pdf, 1_600).sheets(), export(BookFile::PdfPrint, 1_600).sheets()),
            (3, 2)
        );
        assert_eq!(export(BookFile::Pdf, 1_600).coarse_pages(), Vec::<u32>::new());
        assert_eq!(export(BookFile::PdfPrint, 1_600).coarse_pages(), [2]);
        let check = |file, width| ExportSpec::Book(Box::new(export(file, width))).check(&[Some((512, 512))]);
        assert_eq!((check(BookFile::Cbz, 1_600), check(BookFile::Pdf, 0)), (Ok(()), Ok(())));
        assert_eq!(check(BookFile::Cbz, 599), Err(InvalidExport::PageWidth));
        let mut tall = export(BookFile::Epub, 6_000);
        tall.book.format.height = 60_000;
        assert_eq!(tall.check(), Err(InvalidExport::PageWidth));
        tall.book.pages[1].panels[0].art = Some(Art::new(id, (65_535, 65_535)));
        tall.file = BookFile::Pdf;
        assert_eq!(tall.check(), Err(InvalidExport::BookLarge));
        tall.book.pages.clear();
        assert_eq!(tall.check(), Err(InvalidExport::Empty));
    }

    #[test]
    fn formats_are_known_and_named_once() {
        let check = |ids: &[&str]| {
            let formats = ids.iter().map(|&id| id.to_owned()).collect();
            ExportSpec::Formats { asset_id: AssetId(uuid::Uuid::nil()), formats, logo: None }
                .check(&[Some((9, 9))])
        };
        assert_eq!(check(&["x_post", "facebook_post"]), Ok(()));
        assert_eq!(
            [check(&[]), check(&["x_post", "x_post"]), check(&["y"])],
            [const { Err(InvalidExport::Format) }; 3]
        );
    }
}
