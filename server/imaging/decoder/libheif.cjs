"use strict";
// libheif in WebAssembly by its C functions: what its own wrapper for JavaScript offers decodes damaged tiles to
// grey and says nothing of it. Here that is a failure.

/** From libheif's headers: heif_colorspace_RGB, heif_chroma_interleaved_RGBA, heif_channel_interleaved. */
const rgb = 1;
const rgba = 11;
const interleaved = 10;
const errorBytes = 12;
/** Where heif_decoding_options has its strict_decoding, from the version that brought it. */
const strictAt = 21;
const strictSince = 3;

/** Frees what was taken, last first, whatever happened. */
function withCleanup(run) {
  const undo = [];
  const later = (act) => undo.push(act);
  try {
    return run(later);
  } finally {
    for (const act of undo.reverse()) act();
  }
}

/**
 * Decodes the primary picture of a file, strictly, and gives what `use` makes of { data, width, height, stride }:
 * RGBA that is there for as long as `use` runs. Throws when anything of it is amiss.
 */
function decodePrimary(heif, bytes, size, use) {
  return withCleanup((later) => {
    const allocate = (count) => {
      const at = heif._malloc(count);
      if (at === 0) throw new Error("out of memory");
      later(() => heif._free(at));
      return at;
    };
    const error = allocate(errorBytes);
    const result = allocate(4);
    const resultOf = (call) => {
      call(error, result);
      if (heif.HEAPU32[error >> 2] !== 0) throw new Error("the decoder refused it");
      return heif.HEAPU32[result >> 2];
    };

    const file = allocate(bytes.length);
    heif.HEAPU8.set(bytes, file);
    const context = heif._heif_context_alloc();
    later(() => heif._heif_context_free(context));
    resultOf((failed) =>
      heif._heif_context_read_from_memory_without_copy(failed, context, file, bytes.length, 0),
    );
    const handle = resultOf((failed, out) =>
      heif._heif_context_get_primary_image_handle(failed, context, out),
    );
    later(() => heif._heif_image_handle_release(handle));
    const width = heif._heif_image_handle_get_width(handle);
    const height = heif._heif_image_handle_get_height(handle);
    if (width !== size.width || height !== size.height) throw new Error("another size");

    const options = heif._heif_decoding_options_alloc();
    later(() => heif._heif_decoding_options_free(options));
    if (heif.HEAPU8[options] < strictSince) throw new Error("not the libheif that this was written for");
    heif.HEAPU8[options + strictAt] = 1;
    const image = resultOf((failed, out) => heif._heif_decode_image(failed, handle, out, rgb, rgba, options));
    later(() => heif._heif_image_release(image));
    const plane = heif._heif_image_get_plane_readonly(image, interleaved, result);
    const stride = heif.HEAPU32[result >> 2];
    const isWhole =
      heif._heif_image_get_width(image, interleaved) === width &&
      heif._heif_image_get_height(image, interleaved) === height;
    if (plane === 0 || stride < 4 * width || !isWhole) throw new Error("no pixels");
    return use({ data: heif.HEAPU8.subarray(plane, plane + stride * height), width, height, stride });
  });
}

module.exports = { decodePrimary };
