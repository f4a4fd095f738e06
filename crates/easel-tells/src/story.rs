//! What is known of a picture: how it came to be, in which studio, from which words.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How a picture came to be, in the words of the IPTC's digital source types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// By a trained model.
    TrainedAlgorithmic,
    /// By a trained model, out of a picture that was there before.
    CompositeTrainedAlgorithmic,
    /// By an algorithm without training.
    Algorithmic,
}

impl Source {
    /// How something came to be that was put together from pictures that came to be like this; `None` is no machine's.
    #[must_use]
    pub fn together(parts: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let mut all: Option<Option<Self>> = None;
        for part in parts {
            all = Some(match all {
                None => part,
                Some(before) if before == part => before,
                Some(None | Some(Self::Algorithmic)) if matches!(part, None | Some(Self::Algorithmic)) => {
                    Some(Self::Algorithmic)
                }
                Some(_) => Some(Self::CompositeTrainedAlgorithmic),
            });
        }
        all.flatten()
    }

    const ALL: [Self; 3] = [Self::TrainedAlgorithmic, Self::CompositeTrainedAlgorithmic, Self::Algorithmic];

    /// The term's address in the IPTC vocabulary (cv.iptc.org/newscodes/digitalsourcetype).
    #[must_use]
    pub const fn term(self) -> &'static str {
        match self {
            Self::TrainedAlgorithmic => {
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
            }
            Self::CompositeTrainedAlgorithmic => {
                "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
            }
            Self::Algorithmic => "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
        }
    }

    /// What an XMP packet of ours says.
    pub(crate) fn of_xmp(xmp: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| xmp.contains(&format!("=\"{}\"", source.term())))
    }
}

/// From which words a picture was made, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// As people read it.
    pub prompt: String,
    /// What should not be there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub negative_prompt: String,
    /// The model's public name.
    pub model: String,
    /// The style's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// What draws it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Settings {
    /// In the form that A1111's programs write and others read.
    #[must_use]
    pub fn parameters(&self) -> String {
        let mut text = self.prompt.clone();
        if !self.negative_prompt.is_empty() {
            let _ = write!(text, "\nNegative prompt: {}", self.negative_prompt);
        }
        let _ = write!(text, "\nSize: {}x{}, Model: {}", self.width, self.height, quoted(&self.model));
        if let Some(seed) = self.seed {
            let _ = write!(text, ", Seed: {seed}");
        }
        if let Some(style) = &self.style {
            let _ = write!(text, ", Style: {}", quoted(style));
        }
        text
    }
}

/// A value that holds what stands between values is quoted as JSON is.
fn quoted(value: &str) -> String {
    if value.contains([',', ':', '\n', '"']) {
        serde_json::to_string(value).unwrap_or_default()
    } else {
        value.to_owned()
    }
}

/// What can be told of a picture.
#[derive(Clone, Debug)]
pub struct Story {
    /// The studio's name.
    pub studio: String,
    /// How it came to be.
    pub source: Source,
    /// The generation's id, which people quote to support.
    pub generation: Option<String>,
    /// From which words.
    pub settings: Option<Settings>,
}

/// The version of [`Record`] that is written. Readers take what they know of later ones.
const RECORD_VERSION: u32 = 1;

/// What the chunk `studio` holds, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) v: u32,
    #[serde(default)]
    pub(crate) studio: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) settings: Option<Settings>,
}

impl Story {
    pub(crate) fn record(&self) -> Record {
        Record {
            v: RECORD_VERSION,
            studio: self.studio.clone(),
            generation: self.generation.clone(),
            settings: self.settings.clone(),
        }
    }
}

/// The XMP packet with the machine-readable mark (IPTC Photo Metadata Standard, `Iptc4xmpExt:DigitalSourceType`), and
/// the studio as the tool that made it.
pub(crate) fn xmp(source: Source, studio: Option<&str>) -> String {
    let tool = studio.map(|studio| format!(" xmp:CreatorTool=\"{}\"", escape(studio))).unwrap_or_default();
    let term = source.term();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" Iptc4xmpExt:DigitalSourceType=\"{term}\"{tool}/>\
         </rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

fn escape(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| match c {
            '&' => "&amp;".chars().collect::<Vec<_>>(),
            '<' => "&lt;".chars().collect(),
            '"' => "&quot;".chars().collect(),
            c => vec![c],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_as_other_programs_read_them() {
        let mut settings = Settings {
            prompt: "a red fox".into(),
            negative_prompt: "blur".into(),
            model: "easel: fast, small".into(),
            style: Some("ink".into()),
            seed: Some(7),
            width: 64,
            height: 96,
        };
        assert_eq!(
            settings.parameters(),
            "a red fox\nNegative prompt: blur\nSize: 64x96, Model: \"easel: fast, small\", Seed: 7, Style: ink"
        );
        settings = Settings {
            prompt: "红狐狸".into(),
            model: "m".into(),
            width: 1,
            height: 1,
            ..Settings::default()
        };
        assert_eq!(settings.parameters(), "红狐狸\nSize: 1x1, Model: m");
    }

    #[test]
    fn what_is_put_together_says_what_is_in_it() {
        use Source::{Algorithmic, CompositeTrainedAlgorithmic, TrainedAlgorithmic};
        let (trained, drawn) = (Some(TrainedAlgorithmic), Some(Algorithmic));
        assert_eq!(Source::together([]), None);
        assert_eq!(Source::together([None, None]), None);
        assert_eq!(Source::together([trained, trained]), trained);
        assert_eq!(Source::together([None, drawn]), drawn);
        assert_eq!(Source::together([drawn, None, trained]), Some(CompositeTrainedAlgorithmic));
        assert_eq!(Source::together([trained, None]), Some(CompositeTrainedAlgorithmic));
    }

    #[test]
    fn a_mark_is_read_again_and_a_studios_name_breaks_out_of_nothing() {
        for source in Source::ALL {
            let packet = xmp(source, Some("A & \"B\" <C>"));
            assert_eq!(Source::of_xmp(&packet), Some(source));
            assert!(packet.contains("xmp:CreatorTool=\"A &amp; &quot;B&quot; &lt;C>\""));
            assert!(!xmp(source, None).contains("CreatorTool"));
        }
        assert_eq!(Source::of_xmp("<x:xmpmeta/>"), None);
    }
}
