//! Making an identity: keys, and certificates over them.

use crate::{Identity, IdentityError};
use p256::{
    ecdsa::{DerSignature, SigningKey},
    pkcs8::{EncodePrivateKey, LineEnding},
};
use std::{str::FromStr, time::Duration};
use x509_cert::{
    builder::{Builder, CertificateBuilder, Profile},
    der::{
        EncodePem,
        asn1::{ObjectIdentifier, UtcTime},
    },
    ext::pkix::ExtendedKeyUsage,
    name::Name,
    serial_number::SerialNumber,
    spki::SubjectPublicKeyInfoOwned,
    time::{Time, Validity},
};

/// What a certificate of a signer of manifests is for (C2PA Technical Specification, Trust Model): e-mail protection is
/// what all readers take.
const EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
const YEAR_S: i64 = 365 * 24 * 3600;

/// Makes an identity of a studio's own: an authority that signs once and is forgotten, and a signer under it for ten
/// years (a picture's manifest should hold longer than a year, and no other clock vouches for when it was signed).
/// `chance` must be unpredictable; `now_s` is seconds since 1970.
///
/// # Errors
/// [`IdentityError`], practically never.
pub fn make_identity(studio: &str, now_s: i64, chance: &[u8; 96]) -> Result<Identity, IdentityError> {
    let failed = |error: &dyn std::fmt::Display| IdentityError(error.to_string());
    let key = |bytes: &[u8]| SigningKey::from_slice(bytes).map_err(|e| failed(&e));
    let (authority, signer) = (key(&chance[..32])?, key(&chance[32..64])?);
    let authority_name = name(studio, "authority").map_err(|e| failed(&e))?;
    let signer_name = name(studio, "pictures").map_err(|e| failed(&e))?;
    let certificate = |profile, subject, of: &SigningKey, serial: &[u8], years: i64| {
        let spki = SubjectPublicKeyInfoOwned::from_key(*of.verifying_key())?;
        let serial = SerialNumber::new(&[&[1], serial].concat())?;
        let until = validity(now_s, years)?;
        CertificateBuilder::new(profile, serial, until, subject, spki, &authority)
    };
    let of_authority = certificate(Profile::Root, authority_name.clone(), &authority, &chance[64..79], 20);
    let of_authority = of_authority.and_then(|builder| builder.build::<DerSignature>());
    let leaf =
        Profile::Leaf { issuer: authority_name, enable_key_agreement: false, enable_key_encipherment: false };
    let of_signer = certificate(leaf, signer_name, &signer, &chance[79..94], 10).and_then(|mut builder| {
        builder.add_extension(&ExtendedKeyUsage(vec![EMAIL_PROTECTION]))?;
        builder.build::<DerSignature>()
    });
    let pem = |made: Result<x509_cert::Certificate, x509_cert::builder::Error>| {
        made.map_err(|e| failed(&e))?.to_pem(LineEnding::LF).map_err(|e| failed(&e))
    };
    let chain = pem(of_signer)? + &pem(of_authority)?;
    let key = signer.to_pkcs8_pem(LineEnding::LF).map_err(|e| failed(&e))?;
    Ok(Identity { chain, key: key.to_string() })
}

/// A name for a certificate. What isn't plain would have to be escaped, and nobody looks for it there.
fn name(studio: &str, what: &str) -> Result<Name, x509_cert::der::Error> {
    let plain: String =
        studio.chars().filter(|c| c.is_alphanumeric() || *c == ' ').take(40).collect::<String>();
    let plain = match plain.trim() {
        "" => "Studio",
        plain => plain,
    };
    Name::from_str(&format!("CN={plain} {what},O={plain}"))
}

fn validity(now_s: i64, years: i64) -> Result<Validity, x509_cert::der::Error> {
    // From a day before, for clocks that go behind.
    let at = |s: i64| UtcTime::from_unix_duration(Duration::from_secs(u64::try_from(s).unwrap_or(0)));
    Ok(Validity {
        not_before: Time::UtcTime(at(now_s - 24 * 3600)?),
        not_after: Time::UtcTime(at(now_s + years * YEAR_S)?),
    })
}
