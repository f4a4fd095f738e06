//! Signed manifests (C2PA): who says that a machine made these very bytes.

use crate::{ManifestError, Source};
use c2pa::{
    Builder, BuilderIntent, Context, DigitalSourceType, Reader, SigningAlg, ValidationState, create_signer,
};
use std::io::{Read, Seek, Write};

/// Signs manifests.
#[derive(Clone)]
pub struct Signer {
    chain: Vec<u8>,
    key: Vec<u8>,
    kind: SigningAlg,
}

impl Signer {
    /// A signer with these certificates (its own first) and this key, both PEM.
    ///
    /// # Errors
    /// [`ManifestError::Identity`]: found out by signing something small.
    pub fn new(chain: &str, key: &str) -> Result<Self, ManifestError> {
        const KINDS: [SigningAlg; 5] =
            [SigningAlg::Es256, SigningAlg::Es384, SigningAlg::Es512, SigningAlg::Ps256, SigningAlg::Ed25519];
        let mut last = String::new();
        for kind in KINDS {
            let signer = Self { chain: chain.as_bytes().to_vec(), key: key.as_bytes().to_vec(), kind };
            let mut signed = std::io::Cursor::new(Vec::new());
            let tried = signer
                .sign("Test", Source::Algorithmic, &mut std::io::Cursor::new(SMALLEST), &mut signed)
                .and_then(|()| holds(signed.into_inner()));
            match tried {
                Ok(()) => return Ok(signer),
                Err(error) => last = error.to_string(),
            }
        }
        Err(ManifestError::Identity(last))
    }

    /// Writes `source`, a PNG, to `dest` with a manifest that says how it came to be and in which studio. What is
    /// changed of the file afterwards breaks it. Takes its time: for blocking threads.
    ///
    /// # Errors
    /// [`ManifestError::Signing`].
    pub fn sign<R, W>(
        &self,
        studio: &str,
        how: Source,
        source: &mut R,
        dest: &mut W,
    ) -> Result<(), ManifestError>
    where
        R: Read + Seek + Send,
        W: Write + Read + Seek + Send,
    {
        let failed = |error: c2pa::Error| ManifestError::Signing(error.to_string());
        let signer = create_signer::from_keys(&self.chain, &self.key, self.kind, None).map_err(failed)?;
        let definition = serde_json::json!({
            "claim_generator_info": [{"name": studio, "version": env!("CARGO_PKG_VERSION")}],
            "format": "image/png",
        });
        let kind = match how {
            Source::TrainedAlgorithmic => DigitalSourceType::TrainedAlgorithmicMedia,
            Source::CompositeTrainedAlgorithmic => DigitalSourceType::CompositeWithTrainedAlgorithmicMedia,
            Source::Algorithmic => DigitalSourceType::AlgorithmicMedia,
        };
        let mut builder =
            Builder::from_context(Context::new()).with_definition(definition.to_string()).map_err(failed)?;
        builder.set_intent(BuilderIntent::Create(kind));
        builder.sign(signer.as_ref(), "image/png", source, dest).map_err(failed)?;
        Ok(())
    }
}

/// Whether a reader finds the manifest sound. Nobody has to trust who signed it.
fn holds(file: Vec<u8>) -> Result<(), ManifestError> {
    let reader = Reader::from_context(Context::new()).with_stream("image/png", std::io::Cursor::new(file));
    let reader = reader.map_err(|error| ManifestError::Signing(error.to_string()))?;
    match reader.validation_state() {
        ValidationState::Invalid => Err(ManifestError::Signing(format!("{:?}", reader.validation_status()))),
        ValidationState::Valid | ValidationState::Trusted => Ok(()),
    }
}

/// One black pixel.
const SMALLEST: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x60,
    0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Story, Tells, make_identity, png::tests::file, tell};
    use std::io::Cursor;

    fn identity() -> crate::Identity {
        let chance = std::array::from_fn(|i| (i * 37 + 11) as u8);
        make_identity("Fox & Söhne \"Studio\"", 1_790_000_000, &chance).expect("an identity")
    }

    fn signed(how: Source) -> Vec<u8> {
        let identity = identity();
        let signer = Signer::new(&identity.chain, &identity.key).expect("a signer");
        let plain = file(&[]);
        let story = Story { studio: "Fox".into(), source: how, generation: None, settings: None };
        let told = tell(&plain, Some(&story), Tells::ALL).expect("told");
        let bytes = [&told.head[..], &plain[told.skip..]].concat();
        let mut signed = Cursor::new(Vec::new());
        signer.sign("Fox", how, &mut Cursor::new(bytes), &mut signed).expect("signed");
        signed.into_inner()
    }

    fn read(bytes: &[u8]) -> Reader {
        Reader::from_context(Context::new())
            .with_stream("image/png", Cursor::new(bytes.to_vec()))
            .expect("a manifest")
    }

    #[test]
    fn a_signed_file_is_valid_and_says_how_it_was_made() {
        for how in [Source::TrainedAlgorithmic, Source::CompositeTrainedAlgorithmic, Source::Algorithmic] {
            let reader = read(&signed(how));
            assert_eq!(reader.validation_state(), ValidationState::Valid, "{reader:?}");
            let faults: Vec<&str> =
                reader.validation_status().unwrap_or_default().iter().map(|fault| fault.code()).collect();
            assert_eq!(
                faults,
                ["signingCredential.untrusted"],
                "nobody outside knows a studio's own authority"
            );
            assert!(reader.json().contains(how.term()), "{}", reader.json());
            assert!(reader.json().contains("\"name\": \"Fox\""));
        }
    }

    #[test]
    fn one_changed_byte_breaks_it() {
        let mut bytes = signed(Source::TrainedAlgorithmic);
        let pixels = bytes.windows(4).position(|w| w == b"IDAT").expect("pixels");
        bytes[pixels + 10] ^= 1;
        assert_eq!(read(&bytes).validation_state(), ValidationState::Invalid);
    }

    #[test]
    fn a_file_told_anew_carries_no_manifest_of_other_bytes() {
        let bytes = signed(Source::TrainedAlgorithmic);
        let told = tell(&bytes, None, Tells::ALL).expect("told");
        let again = [&told.head[..], &bytes[told.skip..]].concat();
        assert!(!again.windows(4).any(|w| w == b"caBX"));
    }

    #[test]
    fn a_key_that_does_not_belong_to_the_certificate_is_refused() {
        let other = make_identity("Other", 1_790_000_000, &[7; 96]);
        // The same bytes for both keys still make two certificates.
        let other = other.expect("an identity");
        assert!(matches!(Signer::new(&identity().chain, &other.key), Err(ManifestError::Identity(_))));
        assert!(matches!(Signer::new("no", "pem"), Err(ManifestError::Identity(_))));
    }
}
