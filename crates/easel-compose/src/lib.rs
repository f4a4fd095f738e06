//! Pixels and pages: encoding, thumbnails, metadata.
