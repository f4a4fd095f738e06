//! Mail and everything else that leaves the house, engines apart.
