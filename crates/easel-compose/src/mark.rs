//! What a picture's file says about itself: that it was made by a machine, and its prompt and settings.

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
}

/// What is written into a picture's file.
#[derive(Clone, Debug)]
pub struct Story {
    /// The studio's name, for the `Software` chunk.
    pub studio: String,
    /// How it came to be.
    pub source: Source,
    /// Prompt and settings in the form other tools read; `None` leaves them out.
    pub parameters: Option<String>,
}

impl Story {
    /// The XMP packet with the machine-readable mark (IPTC Photo Metadata Standard, `Iptc4xmpExt:DigitalSourceType`).
    #[must_use]
    pub fn xmp(&self) -> String {
        let (term, studio) = (self.source.term(), escape(&self.studio));
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
             <rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
             xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" Iptc4xmpExt:DigitalSourceType=\"{term}\" xmp:CreatorTool=\"{studio}\"/>\
             </rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
        )
    }
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
