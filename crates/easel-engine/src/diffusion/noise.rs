//! Noise that is the same on every machine.
//!
//! Libraries' generators differ between devices and versions; a seed that a person writes down must not. So the bits come
//! from Philox 4x32-10 ("Parallel Random Numbers: As Easy as 1, 2, 3", Salmon and others, 2011), which turns a counter and
//! a key into bits without any state, and become normal by the transform of Box and Muller (1958). It is counted in 64 bits
//! and rounded to 32, which hides how libraries differ in the last bit of a logarithm.

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// `count` normal numbers of this seed. Streams are independent: each use of noise in one picture has its own.
pub(super) fn normal(seed: u64, stream: u32, count: usize) -> Vec<f32> {
    let mut numbers = Vec::with_capacity(count + 3);
    let mut block = 0_u64;
    while numbers.len() < count {
        let bits =
            philox([block as u32, (block >> 32) as u32, stream, 0], [seed as u32, (seed >> 32) as u32]);
        for pair in [[bits[0], bits[1]], [bits[2], bits[3]]] {
            numbers.extend(box_muller(pair));
        }
        block += 1;
    }
    numbers.truncate(count);
    numbers
}

fn box_muller([a, b]: [u32; 2]) -> [f32; 2] {
    // Half a step above zero, because the logarithm of zero has no value.
    let uniform = |bits: u32| (f64::from(bits) + 0.5) / 4_294_967_296.0;
    let radius = (-2.0 * uniform(a).ln()).sqrt();
    let (sin, cos) = (std::f64::consts::TAU * uniform(b)).sin_cos();
    [(radius * cos) as f32, (radius * sin) as f32]
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let wide = [
            u64::from(counter[0]) * u64::from(MULTIPLIERS[0]),
            u64::from(counter[2]) * u64::from(MULTIPLIERS[1]),
        ];
        let high = wide.map(|product| (product >> 32) as u32);
        let low = wide.map(|product| product as u32);
        counter = [high[1] ^ counter[1] ^ key[0], low[1], high[0] ^ counter[3] ^ key[1], low[0]];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers of the paper's own library.
    #[test]
    fn philox_gives_the_known_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
    }

    #[test]
    fn is_normal() {
        let numbers = normal(7, 0, 100_001);
        let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / 100_001.0;
        let square = numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / 100_001.0;
        assert!(mean.abs() < 0.02 && (square - 1.0).abs() < 0.02, "{mean} {square}");
    }

    #[test]
    fn seeds_and_streams_differ_and_longer_noise_begins_like_shorter() {
        assert_ne!(normal(1, 0, 8), normal(2, 0, 8));
        assert_ne!(normal(1, 0, 8), normal(1, 1, 8));
        assert_eq!(normal(1, 0, 8)[..5], normal(1, 0, 5));
    }
}
