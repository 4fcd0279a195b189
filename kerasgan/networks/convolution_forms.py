"""The exact forms of a 2D convolution: the same numbers to rounding, by other operations.

All take pictures `(batch, height, width, channels)`. A stride of s cuts pictures and kernels into blocks of s x s
pixels, the channels of one pixel each, so that nothing is strided any more: what is left are products of large
matrices, and so are all gradients of them.
"""

from typing import NamedTuple

from keras import ops

from kerasgan.networks.products import product


class Geometry(NamedTuple):
    """Where a convolution's result lies.

    Args:
        stride: Integer, that of both axes.
        before: Pair of integers, the rows and columns of zeros put before the picture; of a transposed convolution
            those that are cut off before the result.
        sizes: Pair of integers, height and width of the result.
    """

    stride: int
    before: tuple
    sizes: tuple


def im2col(x, kernel, geometry):
    """Returns a convolution as one product: a row for each pixel of the result, with all that the kernel sees there.

    Args:
        x: Tensor `(batch, height, width, channels)`.
        kernel: Tensor `(height, width, channels, filters)`.
        geometry: `Geometry`.

    Returns:
        Tensor `(batch, height, width, filters)`.
    """
    blocks = blocks_of(kernel, geometry.stride)
    steps = blocks.shape[:2]
    seen = windows(in_blocks(x, steps, geometry), steps, geometry.sizes)
    return product(seen, ops.reshape(blocks, (-1, kernel.shape[-1])))


def shifted(x, kernel, geometry):
    """Returns a convolution as a sum of products, one for each block of the kernel: no copy of what windows share.

    Args and result are those of `im2col`.
    """
    blocks = blocks_of(kernel, geometry.stride)
    steps = blocks.shape[:2]
    x = in_blocks(x, steps, geometry)
    parts = [product(seen, block) for seen, block in zip(shifts(x, steps, geometry.sizes), blocks_in_order(blocks))]
    return sum(parts[1:], parts[0])


def spread(x, kernel, geometry):
    """Returns a convolution of stride 1 as one product, whose parts are shifted and added up: best for few filters.

    It is a transposed convolution with the kernel turned around. Args and result are those of `im2col`; any other
    stride is left to that.
    """
    if geometry.stride > 1:
        return im2col(x, kernel, geometry)
    turned = ops.transpose(ops.flip(kernel, (0, 1)), (0, 1, 3, 2))
    cut = (side - 1 - before for side, before in zip(kernel.shape, geometry.before))
    return col2im(x, turned, geometry._replace(before=tuple(cut)))


def as_they_lie(x, kernel, geometry, bias=None):
    """Returns a convolution as PyTorch makes it of pictures as they lie in memory, the channels of a pixel together.

    Keras copies them to another layout and back before each convolution, and so do the gradients; and it adds the bias
    afterwards, in a pass of its own over all of the result. The kernel may have groups. Args and result are those of
    `im2col`, and `bias`, tensor `(filters,)`, defaults to `None`.
    """
    import torch

    pictures, weights = as_pytorch_has_them(x, kernel)
    around, ends = geometry.before, ends_of(x, kernel, geometry)
    if any(end > start for end, start in zip(ends, around)):  # PyTorch has both sides alike
        (top, left), (bottom, right) = around, (max(0, end) for end in ends)
        pictures, around = torch.nn.functional.pad(pictures, (left, right, top, bottom)), 0
    groups = x.shape[-1] // kernel.shape[2]
    y = torch.nn.functional.conv2d(pictures, weights, bias, geometry.stride, around, groups=groups)
    return framed(ops.transpose(y, (0, 2, 3, 1)), (0, 0), geometry.sizes)


def subpixel(x, kernel, geometry):
    """Returns a transposed convolution as one product, which makes whole blocks of s x s pixels of the result.

    Args:
        x: Tensor `(batch, height, width, channels)`.
        kernel: Tensor `(height, width, filters, channels)`.
        geometry: `Geometry`.

    Returns:
        Tensor `(batch, height, width, filters)`.
    """
    blocks = ops.flip(blocks_of(kernel, geometry.stride), (0, 1))
    steps = blocks.shape[:2]
    reach = [step - 1 for step in steps]
    sizes = [size + more for size, more in zip(x.shape[1:3], reach)]
    x = framed(x, reach, [size + more for size, more in zip(sizes, reach)])
    matrix = ops.reshape(ops.transpose(blocks, (0, 1, 3, 2)), (-1, blocks.shape[2]))
    return whole_pixels(product(windows(x, steps, sizes), matrix), geometry)


def col2im(x, kernel, geometry):
    """Returns a transposed convolution as one product, whose parts are shifted and added up: best for few filters.

    Args and result are those of `subpixel`.
    """
    blocks = blocks_of(kernel, geometry.stride)
    rows, columns, depth, channels = blocks.shape
    parts = product(x, ops.reshape(ops.transpose(blocks, (3, 0, 1, 2)), (channels, -1)))
    sizes = [size + step - 1 for size, step in zip(x.shape[1:3], (rows, columns))]
    shifted = [
        framed(parts[..., depth * number : depth * (number + 1)], divmod(number, columns), sizes)
        for number in range(rows * columns)
    ]
    return whole_pixels(sum(shifted[1:], shifted[0]), geometry)


def symmetric(x, kernel, geometry):
    """Returns a transposed convolution as PyTorch makes it without the border that is not wanted.

    Keras has PyTorch make the border and cuts it off, which costs a copy and, in the gradient, another memory layout.
    Args and result are those of `subpixel`.
    """
    import torch

    pictures, weights = as_pytorch_has_them(x, kernel)
    y = torch.nn.functional.conv_transpose2d(pictures, weights, stride=geometry.stride, padding=geometry.before)
    return framed(ops.transpose(y, (0, 2, 3, 1)), (0, 0), geometry.sizes)


def as_pytorch_has_them(x, kernel):
    """Returns pictures and kernel with their axes in PyTorch's order; the channels still lie together in memory."""
    import torch

    parts = ops.transpose(x, (0, 3, 1, 2)), ops.transpose(kernel, (3, 2, 0, 1))
    return tuple(part.contiguous(memory_format=torch.channels_last) for part in parts)


def ends_of(x, kernel, geometry):
    """Returns how many rows and columns of zeros a convolution needs behind the picture, those to spare as negative."""
    seen = ((size - 1) * geometry.stride + side for size, side in zip(geometry.sizes, kernel.shape))
    return [needed - start - held for needed, start, held in zip(seen, geometry.before, x.shape[1:3])]


def blocks_of(kernel, stride):
    """Returns a kernel of shape `(height, width, c, d)` in blocks of stride x stride pixels, filled up by zeros.

    Returns:
        Tensor `(rows of blocks, columns of blocks, stride * stride * c, d)`.
    """
    height, width, inner, outer = kernel.shape
    rows, columns = (-(-size // stride) for size in (height, width))
    kernel = ops.pad(kernel, ((0, rows * stride - height), (0, columns * stride - width), (0, 0), (0, 0)))
    kernel = ops.reshape(kernel, (rows, stride, columns, stride, inner, outer))
    return ops.reshape(ops.transpose(kernel, (0, 2, 1, 3, 4, 5)), (rows, columns, -1, outer))


def blocks_in_order(blocks):
    """Returns the matrix of each block of a kernel, row by row."""
    rows, columns = blocks.shape[:2]
    return [blocks[row, column] for row in range(rows) for column in range(columns)]


def in_blocks(x, steps, geometry):
    """Returns pictures with their frame, a block of stride x stride pixels as the channels of one pixel."""
    x = framed(x, geometry.before, [(size + step - 1) * geometry.stride for size, step in zip(geometry.sizes, steps)])
    return ops.space_to_depth(x, geometry.stride) if geometry.stride > 1 else x


def framed(x, before, sizes):
    """Returns pictures with zeros before them, and zeros behind them or their ends cut off, `sizes` high and wide."""
    x = x[:, : sizes[0] - before[0], : sizes[1] - before[1]]
    behind = [size - start - held for size, start, held in zip(sizes, before, x.shape[1:3])]
    if not any((*before, *behind)):  # PyTorch would copy
        return x
    return ops.pad(x, ((0, 0), *zip(before, behind), (0, 0)))


def windows(x, steps, sizes):
    """Returns what windows of `steps` pixels see at each of `sizes` places, as the channels of that place."""
    seen = shifts(x, steps, sizes)
    return ops.concatenate(seen, axis=-1) if len(seen) > 1 else seen[0]


def shifts(x, steps, sizes):
    """Returns what each pixel of a window sees at each of `sizes` places: parts of the pictures, row by row."""
    rows, columns = steps
    return [x[:, row : row + sizes[0], column : column + sizes[1]] for row in range(rows) for column in range(columns)]


def whole_pixels(blocks, geometry):
    """Returns the pixels of blocks, without those that the geometry cuts off."""
    pixels = ops.depth_to_space(blocks, geometry.stride) if geometry.stride > 1 else blocks
    (top, left), (height, width) = geometry.before, geometry.sizes
    return pixels[:, top : top + height, left : left + width]
