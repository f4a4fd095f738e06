//! Memory that is taken once and lent to one layer after the other.
//!
//! What layers lay out for themselves (widened weights, patches, sums) is as large as a hundred megabytes and needed for
//! milliseconds. Fresh memory costs more than what is written into it, because the system clears each page of it first.

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{DType, Device, Result, Tensor};

/// What isn't lent at the moment. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Room(Arc<Mutex<Vec<Tensor>>>);

/// A part of the room, which goes back when it is dropped.
#[derive(Debug)]
pub(super) struct Lent {
    room: Room,
    whole: Tensor,
    count: usize,
}

impl Room {
    /// So many numbers in 32 bits, whatever they are.
    ///
    /// # Errors
    /// Where the library refuses.
    pub(super) fn lend(&self, count: usize) -> Result<Lent> {
        let whole = match self.fitting(count) {
            Some(whole) => whole,
            None => Tensor::zeros(count, DType::F32, &Device::Cpu)?,
        };
        Ok(Lent { room: self.clone(), whole, count })
    }

    /// The smallest piece that is large enough. Where none is, the largest is given up for the one that will be made.
    fn fitting(&self, count: usize) -> Option<Tensor> {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.sort_unstable_by_key(Tensor::elem_count);
        match free.iter().position(|piece| piece.elem_count() >= count) {
            Some(at) => Some(free.remove(at)),
            None => {
                free.pop();
                None
            }
        }
    }
}

impl Lent {
    /// The numbers, in this shape of as many. Nothing of it may be kept once the room is given back.
    ///
    /// # Errors
    /// Where the shape has another size.
    pub(super) fn shaped(&self, shape: &[usize]) -> Result<Tensor> {
        self.part(self.count)?.reshape(shape)
    }

    /// The first so many numbers.
    ///
    /// # Errors
    /// Where there are fewer.
    pub(super) fn part(&self, count: usize) -> Result<Tensor> {
        self.whole.narrow(0, 0, count)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut free = self.room.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(self.whole.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_lent_again_and_grows() {
        let room = Room::default();
        let pieces = || room.0.lock().expect("is whole").iter().map(Tensor::elem_count).collect::<Vec<_>>();
        let (first, second) =
            (room.lend(10).expect("there is memory"), room.lend(4).expect("there is memory"));
        assert!(pieces().is_empty());
        drop((first, second));
        let small = room.lend(3).expect("there is memory");
        assert_eq!((small.shaped(&[3, 1]).expect("fits").dims(), pieces()), (&[3, 1][..], vec![10]));
        drop(room.lend(12).expect("there is memory"));
        assert_eq!(pieces(), [12]);
        drop(small);
        assert_eq!(pieces(), [12, 4]);
    }
}
