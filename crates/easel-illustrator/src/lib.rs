//! Turns a prompt into a drawn scene and a scene into a picture.
