//! A book's way to a file: one page after the other, each with its pictures in the size they are seen in. Before it is
//! offered the file is opened again.

use super::{MAKING, Pictures, Problem};
use crate::clock;
use easel_compose::{ArchivePage, ArchiveWords, Decoded};
use easel_domain::{AssetId, ExportId};
use easel_paper::{BookPdfError, BookWords, Drawn, Extent, Letterer, Letters, PdfUse, Scene};
use easel_tells::Story;
use easel_works::{
    book::{Book, Page, PageRole, Reading},
    export::{BookExport, BookFile},
};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read, Seek, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// How fine pictures are in a PDF for screens, and for print, pixels an inch. What is coarser stays as it is.
const SCREEN_DPI: f32 = 200.0;
const PRINT_DPI: f32 = 400.0;
/// How far the size of a sheet may be off when it is read again, hundredths of a millimetre.
const SHEET_OFF: f32 = 20.0;

fn drawing(error: impl std::fmt::Display) -> Problem {
    Problem::Drawing(error.to_string())
}

/// How wide each picture is seen at most, hundredths of a millimetre.
fn widths(scenes: &[Scene]) -> HashMap<AssetId, f32> {
    fn gather(drawn: &[Drawn], widths: &mut HashMap<AssetId, f32>) {
        for one in drawn {
            match one {
                Drawn::Picture(id, _, place, _) => {
                    let width = widths.entry(*id).or_default();
                    *width = width.max(place.width);
                }
                Drawn::Within(_, inner) => gather(inner, widths),
                Drawn::Shape(..) | Drawn::Letters(_) => {}
            }
        }
    }
    let mut widths = HashMap::new();
    scenes.iter().for_each(|scene| gather(&scene.drawn, &mut widths));
    widths
}

impl Pictures {
    /// Writes a book.
    pub(super) fn draw_book(
        &self,
        (id, export): (ExportId, &BookExport),
        story: Option<&Story>,
        mut out: impl Write + Seek,
    ) -> Result<(), Problem> {
        let desk = Desk::new(self, export)?;
        let count = export.book.pages.len();
        match export.file {
            BookFile::Png { .. } => {
                let drawn = desk.page(0)?;
                let file = match story {
                    Some(story) => easel_compose::png_telling(&drawn, story),
                    None => easel_compose::png(&drawn),
                };
                let storing = |error: std::io::Error| Problem::Storing(error.to_string());
                out.write_all(&file.map_err(drawing)?).map_err(storing)
            }
            BookFile::Zip => {
                let digits = count.to_string().len().max(3);
                let mut one = |at: usize| {
                    let file = easel_compose::png(&desk.page(at)?).map_err(drawing)?;
                    Ok((format!("page-{:0digits$}.png", at + 1), file))
                };
                Ok(easel_compose::zip_files(count, &mut one, out)?)
            }
            BookFile::Cbz | BookFile::Epub => {
                let words = words(id, export, desk.size);
                let mut one = |at: usize| easel_compose::jpeg(&desk.page(at)?).map_err(drawing);
                let cbz = export.file == BookFile::Cbz;
                let write = if cbz { easel_compose::cbz } else { easel_compose::epub };
                Ok(write(&words, &mut one, &mut out)?)
            }
            BookFile::Pdf => desk.pdf(PdfUse::Screen, out),
            BookFile::PdfPrint => desk.pdf(PdfUse::Print, out),
        }
    }
}

/// Where pages of one book are drawn.
struct Desk<'a> {
    pictures: &'a Pictures,
    export: &'a BookExport,
    /// Where each picture stands among the inputs.
    places: HashMap<AssetId, usize>,
    letterer: Mutex<Letterer>,
    /// Of a page as a picture.
    size: (u32, u32),
}

impl<'a> Desk<'a> {
    fn new(pictures: &'a Pictures, export: &'a BookExport) -> Result<Self, Problem> {
        let places = export.book.shown().into_iter().zip(0..).collect();
        let height = u32::try_from(export.height_px()).map_err(drawing)?;
        let size = (export.width_px, height);
        Ok(Self { pictures, export, places, letterer: Mutex::default(), size })
    }

    fn scene(&self, page: &Page) -> Scene {
        let mut letterer = self.letterer.lock().unwrap_or_else(PoisonError::into_inner);
        easel_paper::scene(&mut letterer, &self.export.book, page)
    }

    /// Says how far it is; whether to go on is the answer.
    fn goes_on(&self, at: usize, count: usize) -> Result<(), Problem> {
        let share = at as f64 / count.max(1) as f64;
        let goes_on = self.pictures.reporter.progress(share * MAKING, "drawing");
        if goes_on { Ok(()) } else { Err(Problem::Stopped) }
    }

    /// A picture no wider than it is needed.
    fn picture(&self, id: AssetId, width_px: f32) -> Result<Decoded, Problem> {
        let position = self.places.get(&id).ok_or(Problem::Gone)?;
        let picture = self.pictures.unpacked(*position)?;
        let width = width_px.ceil().max(1.0) as u32;
        if picture.width <= width {
            return Ok(picture);
        }
        let height = (u64::from(picture.height) * u64::from(width)).div_ceil(u64::from(picture.width));
        easel_compose::scale(&picture, width, u32::try_from(height.max(1)).map_err(drawing)?).map_err(drawing)
    }

    /// A page as a picture.
    fn page(&self, at: usize) -> Result<Decoded, Problem> {
        self.goes_on(at, self.export.book.pages.len())?;
        let page = self.export.book.pages.get(at).ok_or(Problem::Gone)?;
        let scene = self.scene(page);
        let svg = easel_paper::page_svg(&scene, Letters::Outlined, Extent::Trim, "p", &|id| id.to_string());
        let grown = self.size.0 as f32 / scene.trim.width;
        let widths = widths(std::slice::from_ref(&scene));
        let shop = &self.pictures.house.shop;
        let place = self.pictures.handle.block_on(shop.tables.acquire());
        let _place = place.map_err(|error| Problem::Storing(error.to_string()))?;
        let failed: Mutex<Option<Problem>> = Mutex::new(None);
        let picture = |address: &str| {
            let id: AssetId = address.parse().ok()?;
            let width = widths.get(&id)? * grown;
            let file = self.picture(id, width);
            let file = file.and_then(|picture| easel_compose::png_loose(&picture).map_err(drawing));
            file.map_err(|why| {
                failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
            })
            .ok()
        };
        let drawn = easel_compose::page_pixels(&svg, self.size, &picture);
        // Why a picture is missing is known better here.
        match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(why) => Err(why),
            None => drawn.map_err(drawing),
        }
    }

    fn pdf(&self, used: PdfUse, mut out: impl Write) -> Result<(), Problem> {
        let book = &self.export.book;
        let mut scenes = Vec::with_capacity(book.pages.len());
        if self.export.has_cover_sheet() {
            let mut letterer = self.letterer.lock().unwrap_or_else(PoisonError::into_inner);
            scenes.extend(easel_paper::cover_sheet(&mut letterer, book));
        }
        let sheet = |page: &&Page| !self.export.has_cover_sheet() || page.role.is_inside();
        scenes.extend(book.pages.iter().filter(sheet).map(|page| self.scene(page)));
        let dpi = if used == PdfUse::Print { PRINT_DPI } else { SCREEN_DPI };
        let (widths, count) = (widths(&scenes), self.places.len());
        let (mut failed, mut at) = (None, 0);
        let mut picture = |id: AssetId| {
            let file = self.goes_on(at, count).and_then(|()| {
                let width = widths.get(&id).copied().unwrap_or_default() / 2_540.0 * dpi;
                let shop = &self.pictures.house.shop;
                let place = self.pictures.handle.block_on(shop.tables.acquire());
                let _place = place.map_err(|error| Problem::Storing(error.to_string()))?;
                packed(&self.picture(id, width)?)
            });
            at += 1;
            file.map_err(|why| failed = Some(why)).ok()
        };
        let words =
            BookWords { title: book.title.clone(), author: String::new(), language: book.language.clone() };
        let file = match easel_paper::book_pdf(&scenes, &words, used, &mut picture) {
            Ok(file) => file,
            Err(BookPdfError::Picture(_)) => return Err(failed.unwrap_or(Problem::Gone)),
            Err(error @ BookPdfError::Paper(_)) => return Err(drawing(error)),
        };
        out.write_all(&file).map_err(|error| Problem::Storing(error.to_string()))
    }
}

/// A picture as a PDF takes it: a JPEG, or a PNG where something of it is clear.
fn packed(picture: &Decoded) -> Result<Vec<u8>, Problem> {
    let solid = picture.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    let file = if solid { easel_compose::jpeg(picture) } else { easel_compose::png(picture) };
    file.map_err(drawing)
}

fn words(id: ExportId, export: &BookExport, size: (u32, u32)) -> ArchiveWords {
    let book: &Book = &export.book;
    let page = |(at, page): (usize, &Page)| ArchivePage {
        label: (at + 1).to_string(),
        spoken: page.spoken(),
        is_cover: page.role == PageRole::Cover,
        is_back: page.role == PageRole::Back,
    };
    // A reader that has an older state of the book puts this one in its place.
    let (id, changed) = match export.edition {
        Some(edition) => (edition.book_id.to_string(), edition.saved_at),
        None => (id.to_string(), clock::now()),
    };
    ArchiveWords {
        id: format!("urn:uuid:{id}"),
        title: book.title.clone(),
        author: String::new(),
        language: book.language.clone(),
        rtl: book.reading == Reading::RightToLeft,
        vertical: book.reading == Reading::Vertical,
        changed: changed.second(),
        size,
        pages: book.pages.iter().enumerate().map(page).collect(),
    }
}

/// Opens the file again: as many pages as there are, each of its size.
pub(super) fn look_again(export: &BookExport, file: &mut File) -> Result<(), Problem> {
    let storing = |error: std::io::Error| Problem::Storing(error.to_string());
    file.rewind().map_err(storing)?;
    let height = u32::try_from(export.height_px()).map_err(drawing)?;
    let (size, count) = ((export.width_px, height), export.sheets());
    let pictures = match export.file {
        BookFile::Png { .. } => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(storing)?;
            let picture = easel_compose::decode(&bytes).map_err(drawing)?;
            vec![(picture.width, picture.height)]
        }
        BookFile::Zip | BookFile::Cbz | BookFile::Epub => {
            easel_compose::open_archive(BufReader::new(&mut *file)).map_err(drawing)?.pictures
        }
        BookFile::Pdf | BookFile::PdfPrint => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(storing)?;
            let found = easel_paper::pdf_pages(Arc::new(bytes)).map_err(drawing)?;
            return fits_sheets(export, &found);
        }
    };
    let fine = pictures.len() == count && pictures.iter().all(|found| *found == size);
    let told = || format!("{count} pages of {size:?} were written, {} are there", pictures.len());
    if fine { Ok(()) } else { Err(Problem::Drawing(told())) }
}

fn fits_sheets(export: &BookExport, found: &[(f32, f32)]) -> Result<(), Problem> {
    let used = if export.file == BookFile::PdfPrint { PdfUse::Print } else { PdfUse::Screen };
    let format = &export.book.format;
    let (width, height) = (format.width as f32, format.height as f32);
    let around = 2.0 * (format.bleed as f32) * f32::from(u8::from(used == PdfUse::Print));
    let (width, height) = (width + around + used.around(), height + around + used.around());
    let cover = format.width as f32 + export.book.spine() as f32;
    let fine = found.iter().enumerate().all(|(at, sheet)| {
        let wide = if at == 0 && export.has_cover_sheet() { width + cover } else { width };
        (sheet.0 - wide).abs() < SHEET_OFF && (sheet.1 - height).abs() < SHEET_OFF
    });
    if fine && found.len() == export.sheets() {
        return Ok(());
    }
    Err(Problem::Drawing(format!("{} sheets were written, {found:?} are there", export.sheets())))
}
