"""Makes tiny models with random weights and what diffusers computes with them, to compare with.

    pip install torch diffusers transformers accelerate safetensors
    python make.py FOLDER
    EASEL_DIFFUSION_REFERENCE=FOLDER cargo test -p easel-engine --features diffusion --release -- --ignored reference

Each folder in FOLDER is a model in the diffusers layout with a `reference.safetensors` beside it: text embeddings, one
prediction of the denoiser, and latents and pictures of each way to use the model, from noise that is stored, too. Models of
the first kind and XL are also there in one file, `original.safetensors`, in the layout of their training; diffusers' own
reading of that layout says whether the names are right.
"""

import json
import pathlib
import sys

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    EulerDiscreteScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

PROMPT = "a red Cat's 12 boats, painted!"
NEGATIVE = "blurry"
SIDE = 64
WORDS = ["a", "red", "cat", "boat", "painted", "blurry"]


def tokenizer(folder, pad):
    """A vocabulary of all bytes and of a few words that grow from them."""
    folder.mkdir(parents=True, exist_ok=True)
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(b) for b in visible]
    letters += [chr(256 + i) for i in range(256 - len(visible))]
    pieces = letters + [letter + "</w>" for letter in letters]
    merges = []
    for word in WORDS:
        grown = word[0] + ("</w>" if len(word) == 1 else "")
        for i, letter in enumerate(word[1:], 1):
            end = "</w>" if i + 1 == len(word) else ""
            if (grown, letter + end) not in merges:
                merges.append((grown, letter + end))
                pieces.append(grown + letter + end)
            grown += letter + end
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    names = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    (folder / "special_tokens_map.json").write_text(json.dumps(names | {"pad_token": pad}))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(names | {"pad_token": pad, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"})
    )
    return CLIPTokenizer.from_pretrained(folder)


def text_encoder(words, width, act, projected=False):
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=77,
        hidden_act=act,
        projection_dim=width,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def vae(scaling):
    return AutoencoderKL(
        block_out_channels=(16, 32, 32, 32),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=8,
        latent_channels=4,
        scaling_factor=scaling,
    )


def unet(**more):
    base = dict(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        layers_per_block=2,
        block_out_channels=(32, 64),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=4,
        norm_num_groups=8,
    )
    return UNet2DConditionModel(**(base | more))


def livelier(module):
    """Default weights hardly move anything; with larger ones a mistake shows."""
    with torch.no_grad():
        for name, value in module.named_parameters():
            if value.ndim > 1:
                value.mul_(1.6)
            elif name.endswith("bias"):
                value.normal_(0, 0.05)
            else:
                value.normal_(1, 0.1)
    return module.eval()


SD_BETAS = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)


def build(name, folder):
    torch.manual_seed(sum(map(ord, name)))
    if name.startswith("xl"):
        first = tokenizer(folder / "tokenizer", "<|endoftext|>")
        second = tokenizer(folder / "tokenizer_2", "!")
        parts = dict(
            tokenizer=first,
            tokenizer_2=second,
            text_encoder=livelier(text_encoder(first, 32, "quick_gelu")),
            text_encoder_2=livelier(text_encoder(second, 48, "gelu", projected=True)),
            unet=livelier(
                unet(
                    block_out_channels=(32, 64, 64),
                    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
                    cross_attention_dim=80,
                    attention_head_dim=(2, 4, 8),
                    transformer_layers_per_block=(1, 2, 3),
                    use_linear_projection=True,
                    addition_embed_type="text_time",
                    addition_time_embed_dim=8,
                    projection_class_embeddings_input_dim=48 + 6 * 8,
                )
            ),
            vae=livelier(vae(0.13025)),
        )
        turbo = name.endswith("turbo")
        spacing = dict(timestep_spacing="trailing") if turbo else dict(timestep_spacing="leading", steps_offset=1)
        scheduler = EulerDiscreteScheduler(**SD_BETAS, **spacing)
        pipe = StableDiffusionXLPipeline(scheduler=scheduler, force_zeros_for_empty_prompt=True, **parts)
    else:
        words = tokenizer(folder / "tokenizer", "!" if name.startswith("sd21") else "<|endoftext|>")
        is_21 = name.startswith("sd21")
        parts = dict(
            tokenizer=words,
            text_encoder=livelier(text_encoder(words, 32, "gelu" if is_21 else "quick_gelu")),
            vae=livelier(vae(0.18215)),
        )
        channels = 9 if name == "sd15-inpaint" else 4
        shape = dict(use_linear_projection=True, attention_head_dim=(2, 4)) if is_21 else {}
        parts["unet"] = livelier(unet(in_channels=channels, **shape))
        if name == "sd21-turbo":
            scheduler = EulerDiscreteScheduler(**SD_BETAS, timestep_spacing="trailing")
        elif name == "sd21-zero-snr":
            scheduler = EulerDiscreteScheduler(
                **SD_BETAS, timestep_spacing="trailing", prediction_type="v_prediction", rescale_betas_zero_snr=True
            )
        elif is_21:
            scheduler = DDIMScheduler(
                **SD_BETAS, prediction_type="v_prediction", steps_offset=1, clip_sample=False, set_alpha_to_one=False
            )
        elif name == "sd15-karras":
            scheduler = EulerDiscreteScheduler(**SD_BETAS, use_karras_sigmas=True)
        elif name == "sd15-ddim":
            scheduler = DDIMScheduler(**SD_BETAS, steps_offset=1, clip_sample=True, timestep_spacing="trailing")
        else:
            scheduler = EulerDiscreteScheduler(**SD_BETAS, timestep_spacing="linspace")
        pipe = StableDiffusionPipeline(
            scheduler=scheduler, safety_checker=None, feature_extractor=None, requires_safety_checker=False, **parts
        )
    pipe.save_pretrained(folder, safe_serialization=True)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def conditions(pipe, guided, xl, negative):
    """What the denoiser is told: (words, pooled) with the prompt and without."""
    if xl:
        words, no_words, pooled, no_pooled = pipe.encode_prompt(
            PROMPT, do_classifier_free_guidance=guided, negative_prompt=negative or None, device="cpu"
        )
        return (words, pooled), (no_words, no_pooled)
    words, no_words = pipe.encode_prompt(PROMPT, "cpu", 1, guided, negative)
    return (words, None), (no_words, None)


def said(pipe, seen, time, told, xl):
    words, pooled = told
    more = None
    if xl:
        sizes = torch.tensor([[SIDE, SIDE, 0, 0, SIDE, SIDE]], dtype=torch.float32)
        more = {"text_embeds": pooled, "time_ids": sizes}
    return pipe.unet(seen, time, encoder_hidden_states=words, added_cond_kwargs=more).sample


def walk(pipe, told, noise, steps, guidance, xl, init=None, strength=1.0, mask=None, beside=None):
    """The loop of diffusers' pipelines, with the middle of the encoder's distribution instead of a sample."""
    scheduler = pipe.scheduler.from_config(pipe.scheduler.config)
    scheduler.set_timesteps(steps)
    times = scheduler.timesteps
    if init is None:
        latents = noise * scheduler.init_noise_sigma
    else:
        times = times[steps - min(int(steps * strength), steps) :]
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(steps - len(times))
        latents = scheduler.add_noise(init, noise, times[:1])
    for i, time in enumerate(times):
        seen = scheduler.scale_model_input(latents, time)
        seen = seen if beside is None else torch.cat([seen, beside], 1)
        out = said(pipe, seen, time, told[0], xl)
        if guidance > 1:
            without = said(pipe, seen, time, told[1], xl)
            out = without + guidance * (out - without)
        latents = scheduler.step(out, time, latents).prev_sample
        if mask is not None and beside is None:
            kept = init if i + 1 == len(times) else scheduler.add_noise(init, noise, times[i + 1 : i + 2])
            latents = (1 - mask) * kept + mask * latents
    return latents


RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
OPEN_CLIP = {
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "self_attn.out_proj": "attn.out_proj",
    "mlp.fc1": "mlp.c_fc",
    "mlp.fc2": "mlp.c_proj",
}


def original_unet(state, layers):
    """The names of the layout of training, where blocks are numbered through."""
    out = {}
    for name, value in state.items():
        part, rest = name.split(".", 1)
        if part == "conv_in":
            name = f"input_blocks.0.0.{rest}"
        elif part in ("conv_norm_out", "conv_out"):
            name = f"out.{0 if part == 'conv_norm_out' else 2}.{rest}"
        elif part in ("time_embedding", "add_embedding"):
            which, rest = rest.split(".", 1)
            number = 0 if which == "linear_1" else 2
            name = f"time_embed.{number}.{rest}" if part == "time_embedding" else f"label_emb.0.{number}.{rest}"
        else:
            block = "" if part == "mid_block" else rest.split(".", 1)[0]
            kind, number, rest = (rest if part == "mid_block" else rest.split(".", 1)[1]).split(".", 2)
            if kind == "resnets":
                inner, last = rest.rsplit(".", 1)
                rest = f"{RESNET[inner]}.{last}"
            if part == "mid_block":
                name = f"middle_block.{1 if kind == 'attentions' else 2 * int(number)}.{rest}"
            elif part == "down_blocks":
                at = 1 + int(block) * (layers + 1)
                if kind == "downsamplers":
                    name = f"input_blocks.{at + layers}.0.{rest.replace('conv.', 'op.')}"
                else:
                    name = f"input_blocks.{at + int(number)}.{int(kind == 'attentions')}.{rest}"
            else:
                at = int(block) * (layers + 1)
                if kind == "upsamplers":
                    attends = any(key.startswith(f"up_blocks.{block}.attentions") for key in state)
                    name = f"output_blocks.{at + layers}.{2 if attends else 1}.{rest}"
                else:
                    name = f"output_blocks.{at + int(number)}.{int(kind == 'attentions')}.{rest}"
        out[name] = value
    return out


def original_vae(state, blocks):
    out = {}
    for name, value in state.items():
        parts = name.split(".")
        if len(parts) > 3 and parts[1] in ("down_blocks", "up_blocks"):
            way, block = parts[1].split("_")[0], int(parts[2])
            block = block if way == "down" else blocks - 1 - block
            rest = ".".join(parts[4:]).replace("conv_shortcut", "nin_shortcut")
            kind = "block" if parts[3] == "resnets" else parts[3].removesuffix("rs")
            rest = rest if kind == "block" else rest.removeprefix("0.")
            name = f"{parts[0]}.{way}.{block}.{kind}.{rest}"
        name = name.replace("conv_norm_out", "norm_out")
        name = name.replace("mid_block.resnets.0", "mid.block_1").replace("mid_block.resnets.1", "mid.block_2")
        if "mid_block.attentions.0" in name:
            name = name.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
            for ours, theirs in [("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out")]:
                name = name.replace(f".{ours}.", f".{theirs}.")
            value = value[:, :, None, None] if value.ndim == 2 else value
        out[name] = value
    return out


def with_text_model(state):
    return {name if name.startswith(("text_model.", "text_projection")) else f"text_model.{name}": value
            for name, value in state.items()}


def original_open_clip(state):
    out = {}
    for name, value in with_text_model(state).items():
        name = name.removeprefix("text_model.")
        if name == "text_projection.weight":
            out["text_projection"] = value.T
        elif name.startswith("embeddings."):
            kind = name.split(".")[1]
            out["token_embedding.weight" if kind == "token_embedding" else "positional_embedding"] = value
        elif name.startswith("final_layer_norm."):
            out[name.replace("final_layer_norm", "ln_final")] = value
        else:
            layer, rest = name.removeprefix("encoder.layers.").split(".", 1)
            inner, last = rest.rsplit(".", 1)
            if inner in OPEN_CLIP:
                out[f"transformer.resblocks.{layer}.{OPEN_CLIP[inner]}.{last}"] = value
            elif inner == "self_attn.q_proj":
                all_three = [state_of(state, layer, which, last) for which in "qkv"]
                out[f"transformer.resblocks.{layer}.attn.in_proj_{last}"] = torch.cat(all_three)
    return out


def state_of(state, layer, which, last):
    return with_text_model(state)[f"text_model.encoder.layers.{layer}.self_attn.{which}_proj.{last}"]


def original(pipe, folder, xl):
    from diffusers.loaders import single_file_utils as theirs

    def prefixed(prefix, state):
        return {prefix + name: value for name, value in state.items()}

    unet_state, vae_state = pipe.unet.state_dict(), pipe.vae.state_dict()
    whole = prefixed("model.diffusion_model.", original_unet(unet_state, pipe.unet.config.layers_per_block))
    whole |= prefixed("first_stage_model.", original_vae(vae_state, len(pipe.vae.config.block_out_channels)))
    first = with_text_model(pipe.text_encoder.state_dict())
    if xl:
        whole |= prefixed("conditioner.embedders.0.transformer.", first)
        whole |= prefixed("conditioner.embedders.1.model.", original_open_clip(pipe.text_encoder_2.state_dict()))
    else:
        whole |= prefixed("cond_stage_model.transformer.", first)
    read = theirs.convert_ldm_unet_checkpoint(dict(whole), dict(pipe.unet.config))
    assert read.keys() == unet_state.keys() and all(read[key].equal(unet_state[key]) for key in read)
    read = theirs.convert_ldm_vae_checkpoint(dict(whole), dict(pipe.vae.config))
    assert read.keys() == vae_state.keys() and all(read[key].squeeze().equal(vae_state[key].squeeze()) for key in read)
    save_file({key: value.contiguous().clone() for key, value in whole.items()}, folder / "original.safetensors")


@torch.no_grad()
def reference(name, folder):
    pipe = build(name, folder)
    xl = name.startswith("xl")
    turbo = name.endswith("turbo")
    if xl or name.startswith("sd15"):
        original(pipe, folder, xl)
    steps, guidance = (2, 0.0) if turbo else (7, 4.5)
    negative = "" if name == "xl" else NEGATIVE
    torch.manual_seed(1)
    noise = torch.randn(1, 4, SIDE // 8, SIDE // 8)
    told = conditions(pipe, guidance > 1, xl, negative)
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    rgb = torch.stack([x * 3, y * 3, (x + y) * 2], -1) % 256
    init_pixels = (rgb.float() / 127.5 - 1).permute(2, 0, 1)[None]
    mask = torch.zeros(SIDE, SIDE)
    mask[16:48, 24:64] = 1
    small = mask[::8, ::8][None, None]
    scaling = pipe.vae.config.scaling_factor
    encode = lambda pixels: pipe.vae.encode(pixels).latent_dist.mode() * scaling
    init = encode(init_pixels)
    full = small * 0 + 1
    beside = {"text": None, "mask": None}
    if name == "sd15-inpaint":
        beside["text"] = torch.cat([full, encode(init_pixels * 0)], 1)
        beside["mask"] = torch.cat([small, encode(init_pixels * (mask < 0.5))], 1)
    decode = lambda latents: pipe.vae.decode(latents / scaling).sample
    given = dict(pipe=pipe, told=told, noise=noise, steps=steps, guidance=guidance, xl=xl)
    out = {"noise": noise, "rgb": rgb.to(torch.uint8), "mask": (mask * 255).to(torch.uint8), "init": init}
    out["words"] = told[0][0]
    if xl:
        out["pooled"] = told[0][1]
    seen = noise if beside["text"] is None else torch.cat([noise, beside["text"]], 1)
    out["prediction"] = said(pipe, seen, torch.tensor(321), told[0], xl)
    out["seen"] = seen
    out["text_to_image"] = walk(**given, beside=beside["text"])
    strength = 0.6
    if name != "sd15-inpaint":
        out["image_to_image"] = walk(**given, init=init, strength=strength)
    out["inpaint"] = walk(**given, init=init, strength=strength, mask=small, beside=beside["mask"])
    out["decoded"] = (decode(out["text_to_image"]) / 2 + 0.5).clamp(0, 1)
    if guidance > 1 and name == "sd15" and beside["text"] is None:
        whole = pipe(PROMPT, negative_prompt=NEGATIVE, num_inference_steps=steps, guidance_scale=guidance,
                     latents=noise.clone(), height=SIDE, width=SIDE, output_type="latent").images
        print(name, "the loop here and the pipeline differ by", (whole - out["text_to_image"]).abs().max().item())
    if name == "xl":
        whole = pipe(PROMPT, num_inference_steps=steps, guidance_scale=guidance,
                     latents=noise.clone(), height=SIDE, width=SIDE, output_type="latent").images
        print(name, "the loop here and the pipeline differ by", (whole - out["text_to_image"]).abs().max().item())
    save_file({key: value.contiguous().clone() for key, value in out.items()}, folder / "reference.safetensors")
    settings = {"prompt": PROMPT, "negative_prompt": negative, "steps": steps, "guidance": guidance}
    (folder / "reference.json").write_text(json.dumps(settings | {"strength": strength, "side": SIDE, "time": 321}))
    print(name, {key: round(float(value.float().abs().max()), 3) for key, value in out.items()})


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for each in [
        "sd15", "sd15-ddim", "sd15-karras", "sd15-inpaint", "sd21", "sd21-zero-snr", "sd21-turbo", "xl", "xl-turbo",
    ]:
        reference(each, target / each)
