"""Makes model files with random weights, in the shapes that servers take for Stable Diffusion 1.5 and Flux.

    python weights.py small FILE   a checkpoint whose denoiser has two levels only: loads in a moment, draws noise
    python weights.py whole FILE   a checkpoint with everything that Stable Diffusion 1.5 has, two gigabytes
    python weights.py flux FOLDER  a denoiser, two text encoders and a VAE in the folders of a ComfyUI server

Needs numpy alone. Pictures made with these are noise; what counts is that a server takes the whole way to them.
"""

import json
import pathlib
import struct
import sys

import numpy

POOL = numpy.random.default_rng(15).standard_normal(1_000_003).astype(numpy.float16)
EMBEDDING = 1280
CONTEXT = 768


class Shapes(dict):
    """Names of tensors with their shapes."""

    def linear(self, name, wide, high, bias=True):
        self[f"{name}.weight"] = (high, wide)
        if bias:
            self[f"{name}.bias"] = (high,)

    def conv(self, name, wide, high, side=3):
        self[f"{name}.weight"] = (high, wide, side, side)
        self[f"{name}.bias"] = (high,)

    def norm(self, name, width):
        self[f"{name}.weight"] = self[f"{name}.bias"] = (width,)


def residual(shapes, name, wide, high):
    shapes.norm(f"{name}.in_layers.0", wide)
    shapes.conv(f"{name}.in_layers.2", wide, high)
    shapes.linear(f"{name}.emb_layers.1", EMBEDDING, high)
    shapes.norm(f"{name}.out_layers.0", high)
    shapes.conv(f"{name}.out_layers.3", high, high)
    if wide != high:
        shapes.conv(f"{name}.skip_connection", wide, high, 1)


def transformer(shapes, name, width):
    shapes.norm(f"{name}.norm", width)
    shapes.conv(f"{name}.proj_in", width, width, 1)
    block = f"{name}.transformer_blocks.0"
    for attention, context in (("attn1", width), ("attn2", CONTEXT)):
        shapes.linear(f"{block}.{attention}.to_q", width, width, False)
        shapes.linear(f"{block}.{attention}.to_k", context, width, False)
        shapes.linear(f"{block}.{attention}.to_v", context, width, False)
        shapes.linear(f"{block}.{attention}.to_out.0", width, width)
    shapes.linear(f"{block}.ff.net.0.proj", width, 8 * width)
    shapes.linear(f"{block}.ff.net.2", 4 * width, width)
    for i in (1, 2, 3):
        shapes.norm(f"{block}.norm{i}", width)
    shapes.conv(f"{name}.proj_out", width, width, 1)


def denoiser(widths, blocks, seeing):
    """Levels of these widths with so many blocks each; the first `seeing` of them look at the words."""
    shapes = Shapes()
    shapes.linear("time_embed.0", widths[0], EMBEDDING)
    shapes.linear("time_embed.2", EMBEDDING, EMBEDDING)
    shapes.conv("input_blocks.0.0", 4, widths[0])
    before, width, at = [widths[0]], widths[0], 1
    for level, high in enumerate(widths):
        for _ in range(blocks):
            residual(shapes, f"input_blocks.{at}.0", width, high)
            if level < seeing:
                transformer(shapes, f"input_blocks.{at}.1", high)
            width = high
            before.append(width)
            at += 1
        if level + 1 < len(widths):
            shapes.conv(f"input_blocks.{at}.0.op", width, width)
            before.append(width)
            at += 1
    residual(shapes, "middle_block.0", width, width)
    transformer(shapes, "middle_block.1", width)
    residual(shapes, "middle_block.2", width, width)
    at = 0
    for level, high in reversed(list(enumerate(widths))):
        for block in range(blocks + 1):
            residual(shapes, f"output_blocks.{at}.0", width + before.pop(), high)
            if level < seeing:
                transformer(shapes, f"output_blocks.{at}.1", high)
            width = high
            if level > 0 and block == blocks:
                shapes.conv(f"output_blocks.{at}.{2 if level < seeing else 1}.conv", width, width)
            at += 1
    shapes.norm("out.0", width)
    shapes.conv("out.2", width, 4)
    return shapes


def text_encoder():
    shapes, width = Shapes(), CONTEXT
    shapes["embeddings.token_embedding.weight"] = (49408, width)
    shapes["embeddings.position_embedding.weight"] = (77, width)
    for i in range(12):
        layer = f"encoder.layers.{i}"
        for part in ("q", "k", "v", "out"):
            shapes.linear(f"{layer}.self_attn.{part}_proj", width, width)
        shapes.norm(f"{layer}.layer_norm1", width)
        shapes.linear(f"{layer}.mlp.fc1", width, 4 * width)
        shapes.linear(f"{layer}.mlp.fc2", 4 * width, width)
        shapes.norm(f"{layer}.layer_norm2", width)
    shapes.norm("final_layer_norm", width)
    return shapes


def coder_block(shapes, name, wide, high):
    shapes.norm(f"{name}.norm1", wide)
    shapes.conv(f"{name}.conv1", wide, high)
    shapes.norm(f"{name}.norm2", high)
    shapes.conv(f"{name}.conv2", high, high)
    if wide != high:
        shapes.conv(f"{name}.nin_shortcut", wide, high, 1)


def coder_middle(shapes, side, width):
    coder_block(shapes, f"{side}.mid.block_1", width, width)
    shapes.norm(f"{side}.mid.attn_1.norm", width)
    for part in ("q", "k", "v", "proj_out"):
        shapes.conv(f"{side}.mid.attn_1.{part}", width, width, 1)
    coder_block(shapes, f"{side}.mid.block_2", width, width)


def vae(channels=4, between=True):
    """The picture's encoder and decoder; `between` says whether a layer stands between them and the latents."""
    shapes, widths = Shapes(), (128, 256, 512, 512)
    shapes.conv("encoder.conv_in", 3, widths[0])
    width = widths[0]
    for level, high in enumerate(widths):
        for block in range(2):
            coder_block(shapes, f"encoder.down.{level}.block.{block}", width, high)
            width = high
        if level + 1 < len(widths):
            shapes.conv(f"encoder.down.{level}.downsample.conv", width, width)
    coder_middle(shapes, "encoder", width)
    shapes.norm("encoder.norm_out", width)
    shapes.conv("encoder.conv_out", width, 2 * channels)
    shapes.conv("decoder.conv_in", channels, width)
    coder_middle(shapes, "decoder", width)
    for level, high in reversed(list(enumerate(widths))):
        for block in range(3):
            coder_block(shapes, f"decoder.up.{level}.block.{block}", width, high)
            width = high
        if level > 0:
            shapes.conv(f"decoder.up.{level}.upsample.conv", width, width)
    shapes.norm("decoder.norm_out", width)
    shapes.conv("decoder.conv_out", width, 3)
    if between:
        shapes.conv("quant_conv", 2 * channels, 2 * channels, 1)
        shapes.conv("post_quant_conv", channels, channels, 1)
    return shapes


def flux_denoiser():
    """One block of each kind; the widths are those of the real one, because servers don't read them from the file."""
    shapes, width, head = Shapes(), 3072, 128
    shapes.linear("img_in", 64, width)
    shapes.linear("txt_in", 4096, width)
    for name, wide in (("time_in", 256), ("vector_in", 768), ("guidance_in", 256)):
        shapes.linear(f"{name}.in_layer", wide, width)
        shapes.linear(f"{name}.out_layer", width, width)
    for side in ("img", "txt"):
        block = "double_blocks.0"
        shapes.linear(f"{block}.{side}_mod.lin", width, 6 * width)
        shapes.linear(f"{block}.{side}_attn.qkv", width, 3 * width)
        shapes.linear(f"{block}.{side}_attn.proj", width, width)
        shapes.linear(f"{block}.{side}_mlp.0", width, 4 * width)
        shapes.linear(f"{block}.{side}_mlp.2", 4 * width, width)
        for part in ("query", "key"):
            shapes[f"{block}.{side}_attn.norm.{part}_norm.scale"] = (head,)
    shapes.linear("single_blocks.0.modulation.lin", width, 3 * width)
    shapes.linear("single_blocks.0.linear1", width, 7 * width)
    shapes.linear("single_blocks.0.linear2", 5 * width, width)
    for part in ("query", "key"):
        shapes[f"single_blocks.0.norm.{part}_norm.scale"] = (head,)
    shapes.linear("final_layer.linear", width, 64)
    shapes.linear("final_layer.adaLN_modulation.1", width, 2 * width)
    return shapes


def bytes_of(name, shape):
    """Norms leave things as they are; everything else is chance, small enough for sums to stay finite."""
    if name.endswith((".scale",)) or (len(shape) == 1 and name.endswith(".weight")):
        return numpy.ones(shape, numpy.float16).tobytes()
    if len(shape) == 1:
        return bytes(2 * shape[0])
    count = int(numpy.prod(shape))
    start = sum(name.encode()) % 1000
    some = numpy.resize(POOL[start:], count)
    return (some * numpy.float16(0.5 / numpy.sqrt(count / shape[0]))).astype(numpy.float16).tobytes()


def write(path, shapes):
    """A safetensors file of these shapes in half precision."""
    header, end = {}, 0
    for name, shape in shapes.items():
        begin, end = end, end + 2 * int(numpy.prod(shape))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A file that was not written to its end must not be taken for one.
    unfinished = path.with_suffix(".unfinished")
    with open(unfinished, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            file.write(bytes_of(name, shape))
    unfinished.rename(path)


def under(prefix, shapes):
    return {f"{prefix}.{name}": shape for name, shape in shapes.items()}


def checkpoint(path, widths, blocks, seeing):
    write(
        path,
        under("model.diffusion_model", denoiser(widths, blocks, seeing))
        | under("cond_stage_model.transformer.text_model", text_encoder())
        | under("first_stage_model", vae()),
    )


def main(kind, where):
    if kind == "small":
        checkpoint(where, (320, 320), 1, 2)
    elif kind == "whole":
        checkpoint(where, (320, 640, 1280, 1280), 2, 3)
    elif kind == "flux":
        folder = pathlib.Path(where)
        write(folder / "diffusion_models/easel-flux.safetensors", flux_denoiser())
        write(folder / "text_encoders/clip_l.safetensors", under("text_model", text_encoder()))
        # One tensor tells which encoder it is; a server makes the others up by itself.
        words = {"encoder.block.23.layer.1.DenseReluDense.wi_1.weight": (10240, 4096)}
        write(folder / "text_encoders/easel-t5.safetensors", words)
        write(folder / "vae/ae.safetensors", vae(16, False))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 3 else sys.exit(__doc__)
