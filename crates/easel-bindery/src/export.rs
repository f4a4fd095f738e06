//! Exports: files made of pictures, for taking away.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{
    AssetId, BookId, BrandId, ExportId, Language, StripId,
    format::{FORMATS, Insets},
    message,
};
use easel_door::{
    Door,
    blob::{file_from_here, is_known},
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
    range::Part,
};
use easel_shelf::{ExportError, NewExport};
use easel_store::{BlobBody, StoreError};
use easel_works::export::{
    BookFile, ExportKind, InvalidExport, PAGE_WIDTH_PX, PRINT_DPI, SLICE_PX, StripFile,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What an export makes.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Strip,
    Formats,
    Book,
}

/// What a strip or a book becomes.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// One PNG.
    Png,
    /// One JPEG, at most 65535 pixels tall.
    Jpeg,
    /// A ZIP of PNGs, cut between pictures where possible.
    Slices,
    /// Of a book: a PNG of each page.
    Zip,
    /// Of a book: a comic book archive.
    Cbz,
    /// Of a book: an EPUB with pages of one size.
    Epub,
    /// Of a book: a PDF for screens.
    Pdf,
    /// Of a book: a PDF with bleed and trim marks; cover, spine and back are one sheet.
    PdfPrint,
}

/// What is to be exported.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ExportDraft {
    /// Made by the asker, version 7: the same one again is the same export.
    #[schema(nullable = false)]
    id: Option<String>,
    #[schema(inline)]
    kind: Kind,
    /// With `strip`: which one.
    #[schema(nullable = false)]
    strip_id: Option<String>,
    /// With `book`: which one.
    #[schema(nullable = false)]
    book_id: Option<String>,
    /// With `book`: which version; the newest without it.
    #[schema(nullable = false)]
    version: Option<u32>,
    /// With `book` and `png`: which page.
    #[schema(nullable = false)]
    page_no: Option<u32>,
    /// With `book`: how wide pages are as pictures, 600 to 6000 pixels; 1600 without it.
    #[schema(nullable = false)]
    width_px: Option<u32>,
    /// With `strip`: PNG without it, `jpeg` or `slices`. With `book`: PDF without it, `png`, `zip`, `cbz`, `epub` or `pdf_print`.
    #[schema(inline, nullable = false)]
    format: Option<Format>,
    /// With `slices`: 800 without it.
    #[schema(nullable = false)]
    slice_width_px: Option<u32>,
    /// With `slices`: 1280 without it.
    #[schema(nullable = false)]
    slice_height_px: Option<u32>,
    /// With `formats`: which picture.
    #[schema(nullable = false)]
    asset_id: Option<String>,
    /// With `formats`: ids of formats; all without it.
    #[schema(nullable = false)]
    formats: Option<Vec<String>>,
    /// With `formats`: the brand kit whose logo is laid on each.
    brand: Option<String>,
}

/// Where an export stands.
#[derive(Serialize, ToSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Queued,
    Running,
    Ready,
    Failed,
}

/// Why an export failed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportFailure {
    /// `input_gone`, `timeout`, `storing` or `engine`.
    code: String,
    /// A sentence in the asker's language.
    message: String,
    /// With `input_gone`: places of the pictures that are gone, from 0.
    positions: Vec<u32>,
}

/// An export.
#[derive(Serialize, ToSchema)]
pub struct Export {
    id: String,
    #[schema(inline)]
    kind: Kind,
    #[schema(inline)]
    state: Standing,
    /// From 0 to 1.
    progress: f64,
    /// What the file is called.
    name: String,
    /// Once it is ready.
    #[schema(required)]
    bytes: Option<i64>,
    /// Where the file is, once it is ready.
    #[schema(required)]
    url: Option<String>,
    #[schema(required)]
    error: Option<ExportFailure>,
    /// What it is offered in spite of.
    warnings: Vec<ExportWarning>,
    created_at: String,
    /// Until when it is kept.
    expires_at: String,
}

/// Something that somebody may want to change before they use an export.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportWarning {
    /// `coarse`: pictures have fewer than 300 pixels an inch in print.
    code: &'static str,
    /// A sentence in the asker's language.
    message: String,
    /// Which pages, counted from 1.
    pages: Vec<u32>,
}

/// A format that social networks show pictures in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SocialFormat {
    id: &'static str,
    label: String,
    width: u32,
    height: u32,
    safe: SafeInsets,
}

/// Pixels at each side that a network may cover or cut away.
#[derive(Serialize, ToSchema)]
pub(crate) struct SafeInsets {
    top: u32,
    right: u32,
    bottom: u32,
    left: u32,
}

/// All formats.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormatPage {
    items: Vec<SocialFormat>,
}

impl Export {
    /// As it is shown in a language.
    #[must_use]
    pub fn of(export: easel_shelf::Export, language: Language) -> Self {
        use easel_works::export::ExportState;
        let state = match export.state {
            ExportState::Queued => Standing::Queued,
            ExportState::Running => Standing::Running,
            ExportState::Ready => Standing::Ready,
            ExportState::Failed => Standing::Failed,
        };
        let places: Vec<String> = export.missing.iter().map(|at| (at + 1).to_string()).collect();
        let error = export.failure.map(|code| {
            let code = code.as_str();
            let key = match code {
                "input_gone" if places.is_empty() => "export.input_gone_some".to_owned(),
                "input_gone" | "timeout" | "storing" => format!("export.{code}"),
                _ => "export.engine".to_owned(),
            };
            let message = message::text(language, &key, &[("positions", &places.join(", "))]);
            ExportFailure { code: code.to_owned(), message, positions: export.missing.clone() }
        });
        Self {
            url: (state == Standing::Ready).then(|| format!("/api/v1/exports/{}/content", export.id)),
            id: export.id.to_string(),
            kind: match export.kind {
                ExportKind::Strip => Kind::Strip,
                ExportKind::Formats => Kind::Formats,
                ExportKind::Book => Kind::Book,
            },
            state,
            progress: export.progress,
            name: export.name,
            bytes: export.bytes,
            error,
            warnings: coarse(export.coarse_pages, language).into_iter().collect(),
            created_at: rfc3339(export.created_at),
            expires_at: rfc3339(export.expires_at),
        }
    }
}

fn coarse(pages: Vec<u32>, language: Language) -> Option<ExportWarning> {
    if pages.is_empty() {
        return None;
    }
    let named: Vec<String> = pages.iter().map(ToString::to_string).collect();
    let words = [("dpi", PRINT_DPI.to_string()), ("pages", named.join(", "))];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    let message = message::text(language, "export.coarse", &words);
    Some(ExportWarning { code: "coarse", message, pages })
}

impl ExportDraft {
    fn book(self) -> Result<NewExport, Problem> {
        let wrong = || Problem::invalid_field("format".to_owned());
        let file = match self.format.unwrap_or(Format::Pdf) {
            Format::Png => BookFile::Png { page_no: self.page_no.unwrap_or(0) },
            Format::Zip => BookFile::Zip,
            Format::Cbz => BookFile::Cbz,
            Format::Epub => BookFile::Epub,
            Format::Pdf => BookFile::Pdf,
            Format::PdfPrint => BookFile::PdfPrint,
            Format::Jpeg | Format::Slices => return Err(wrong()),
        };
        let id = self.book_id.and_then(|text| text.parse().ok()).unwrap_or(Uuid::nil());
        let width_px = self.width_px.unwrap_or(PAGE_WIDTH_PX);
        Ok(NewExport::Book { book_id: BookId(id), version: self.version, file, width_px })
    }

    fn read(self) -> Result<NewExport, Problem> {
        // What is no id is the id of nothing.
        let uuid = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(Uuid::nil());
        Ok(match self.kind {
            Kind::Book => return self.book(),
            Kind::Strip => {
                let file = match self.format.unwrap_or(Format::Png) {
                    Format::Png => StripFile::Png,
                    Format::Jpeg => StripFile::Jpeg,
                    Format::Slices => StripFile::Slices {
                        width_px: self.slice_width_px.unwrap_or(SLICE_PX.0),
                        height_px: self.slice_height_px.unwrap_or(SLICE_PX.1),
                    },
                    _ => return Err(Problem::invalid_field("format".to_owned())),
                };
                NewExport::Strip { strip_id: StripId(uuid(self.strip_id)), file }
            }
            Kind::Formats => {
                let all = || FORMATS.iter().map(|format| format.id.to_owned()).collect();
                let formats = self.formats.unwrap_or_else(all);
                if formats.len() > FORMATS.len() {
                    return Err(InvalidExport::Format.into());
                }
                let brand = self.brand.map(|id| BrandId(uuid(Some(id))));
                NewExport::Formats { asset_id: AssetId(uuid(self.asset_id)), formats, brand }
            }
        })
    }
}

/// Asks for an export. It costs nothing and is kept for a day.
#[utoipa::path(post, path = "/api/v1/exports", tag = "exports", request_body = ExportDraft,
    responses((status = 202, body = Export), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_export(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    Json(draft): Json<ExportDraft>,
) -> Result<(StatusCode, Json<Export>), Problem> {
    let id = made_id(draft.id.as_deref()).map(ExportId)?;
    let new = draft.read()?;
    let (studio, is_formats) = (&door.branding().name, matches!(new, NewExport::Formats { .. }));
    let is_book = matches!(new, NewExport::Book { .. });
    let made = door.shelf().export_create(&signed.actor, (id, new), studio, clock::now()).await;
    let export = made.map_err(|error| match error {
        ExportError::Invalid(InvalidExport::PictureGone { .. }) if is_book => {
            Problem::invalid("picture_gone", "export_book_picture_gone", "book_id")
        }
        ExportError::Invalid(InvalidExport::Empty) if is_book => {
            Problem::invalid("invalid_book_id", "export_book_empty", "book_id")
        }
        ExportError::Invalid(InvalidExport::PictureGone { .. }) if is_formats => {
            Problem::invalid("picture_gone", "export_picture_gone", "asset_id")
        }
        error => error.into(),
    })?;
    Ok((StatusCode::ACCEPTED, Json(Export::of(export, tongue.language()))))
}

/// One export.
#[utoipa::path(get, path = "/api/v1/exports/{id}", tag = "exports", params(("id" = String, Path)),
    responses((status = 200, body = Export), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_export(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<ExportId>,
) -> Result<Json<Export>, Problem> {
    let export = door.shelf().export_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(Export::of(export, tongue.language())))
}

/// An export's file, or a part of it.
#[utoipa::path(get, path = "/api/v1/exports/{id}/content", tag = "exports",
    params(("id" = String, Path), ("range" = Option<String>, Header, nullable = false, description = "One range of bytes")),
    responses((status = 200, description = "The file", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "The part that was asked for", body = String, content_type = "application/octet-stream"),
        (status = 304, description = "Unchanged"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 416, description = "Nothing of the file lies there")))]
pub(crate) async fn get_export_content(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<ExportId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = door.shelf().export_blob(&signed.actor, id, clock::now()).await?;
    let blob = found.ok_or_else(Problem::not_found)?;
    let (etag, total) = (format!("\"{}\"", blob.hash), u64::try_from(blob.bytes).unwrap_or(0));
    let value = |text: String| HeaderValue::try_from(text).map_err(|error| Problem::internal(&error));
    let mut answer = HeaderMap::new();
    answer.insert(header::ETAG, value(etag.clone())?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    let part = match Part::asked(&headers, &etag, total) {
        Ok(part) => part,
        Err(range) => {
            answer.insert(header::CONTENT_RANGE, range);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, answer).into_response());
        }
    };
    answer.insert(header::CONTENT_TYPE, value(blob.mime)?);
    answer.insert(header::CONTENT_DISPOSITION, value(attachment(&blob.name))?);
    let status = part.announce(total, &mut answer)?;
    let opened = door.store().blobs().read_part(&blob.blob, part.from, part.length).await;
    let body = match opened.map_err(StoreError::from)?.ok_or_else(Problem::not_found)? {
        BlobBody::File(file) => Body::from_stream(file_from_here(file, part.length)),
        BlobBody::Stream(stream) => Body::from_stream(stream),
    };
    Ok((status, answer, body).into_response())
}

/// The formats that social networks show pictures in.
#[utoipa::path(get, path = "/api/v1/formats", tag = "exports",
    responses((status = 200, body = FormatPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_formats(_: Signed, tongue: Tongue) -> Json<FormatPage> {
    let language = tongue.language();
    let items = FORMATS.iter().map(|format| {
        let Insets { top, right, bottom, left } = format.safe;
        SocialFormat {
            id: format.id,
            label: message::text(language, format.label, &[]),
            width: format.width,
            height: format.height,
            safe: SafeInsets { top, right, bottom, left },
        }
    });
    Json(FormatPage { items: items.collect() })
}

/// A name of any script, as old and new browsers read it (RFC 6266).
fn attachment(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' }).collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_script_breaks_no_header() {
        assert_eq!(
            attachment("第一话.zip"),
            "attachment; filename=\"___.zip\"; filename*=UTF-8''%E7%AC%AC%E4%B8%80%E8%AF%9D.zip"
        );
        assert!(HeaderValue::try_from(attachment("a\"\r\nb")).is_ok());
    }

    #[test]
    fn every_format_and_failure_has_its_words_in_every_language() {
        let formats = FORMATS.iter().map(|format| format.label.to_owned());
        let failures = ["input_gone", "input_gone_some", "timeout", "storing", "engine"];
        let failures = failures.iter().map(|code| format!("export.{code}"));
        for key in formats.chain(failures) {
            for language in Language::ALL {
                assert!(message::exists(*language, &key), "{} has no {key}", language.tag());
            }
        }
    }
}
