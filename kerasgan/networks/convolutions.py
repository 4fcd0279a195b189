"""`hasten` has the 2D convolutions of a network computed in the form that is fastest on this backend.

Which form that is stands in `convolutions.json`, a table that `python -m benchmarks.convolutions --write` makes. It is
the same on every machine, and so are the numbers. Names, configs, weights and files of the layers are Keras's own.

Convolutions in groups are another matter: on a CPU JAX differentiates them by XLA, whose loops for it take ten to sixty
times as long as the same numbers group by group. So does TensorFlow: its own have no gradient on most CPUs, and Keras
hands them to XLA even where a step is not compiled. PyTorch's own are fast.
"""

import functools
import json
import pathlib
import types

import keras
from keras import ops

from kerasgan.networks import convolution_forms as forms
from kerasgan.networks.hardware import accelerated
from kerasgan.networks.products import added

TABLE = pathlib.Path(__file__).with_suffix(".json")
FEW = 4  # so many channels, as pictures have them, are few

FORMS = {
    "convolution": {
        "im2col": forms.im2col,
        "shifted": forms.shifted,
        "spread": forms.spread,
        "as_they_lie": forms.as_they_lie,
    },
    "grouped": {"as_they_lie": forms.as_they_lie},
    "transposed": {"subpixel": forms.subpixel, "col2im": forms.col2im, "symmetric": forms.symmetric},
}
HALF = ("bfloat16", "float16")
METHODS = {"call", "convolution_op"}  # one of them is replaced
OF_PYTORCH = ("as_they_lie", "symmetric")  # its own operations, without what Keras has around them


def hasten(network):
    """Has the 2D convolutions of `network`, those inside its layers too, computed in the fastest form.

    Args:
        network: Built Keras model. Layers of Keras's own classes are meant, not subclasses of them, nor those whose
            method has been replaced already.
    """
    for layer in network._flatten_layers():
        if type(layer) not in (keras.layers.Conv2D, keras.layers.Conv2DTranspose) or METHODS & layer.__dict__.keys():
            continue
        if operation_of(layer) == "grouped" and parts_groups():
            layer.__dict__["convolution_op"] = types.MethodType(_group_by_group, layer)
        elif table():
            layer.__dict__["call"] = types.MethodType(_call, layer)


def convolution(x, kernel, stride=1, padding="same"):
    """Returns a convolution in the fastest form.

    Args:
        x: Tensor `(batch, height, width, channels)`.
        kernel: Tensor `(height, width, channels, filters)`.
        stride: Integer. Defaults to `1`.
        padding: String, `"same"` or `"valid"`. Defaults to `"same"`.

    Returns:
        Tensor `(batch, height, width, filters)`.
    """
    form, sides = chosen("convolution", kernel, stride)[1], x.shape[1:3]
    if form is None or None in sides:
        return ops.conv(x, kernel, stride, padding=padding, data_format="channels_last")
    lost = [0, 0] if padding == "same" else [side - 1 for side in kernel.shape[:2]]
    sizes = tuple(-(-(size - gone) // stride) for size, gone in zip(sides, lost))
    return exactly(form, x, kernel, geometry("convolution", stride, padding, sides, sizes, kernel.shape))


def transposed(x, kernel, stride):
    """Returns a transposed convolution without padding, in the fastest form.

    Args:
        x: Tensor `(batch, height, width, channels)`.
        kernel: Tensor `(height, width, filters, channels)`.
        stride: Integer.

    Returns:
        Tensor `(batch, (height - 1) * stride + height of the kernel, ..., filters)`.
    """
    _, form = chosen("transposed", kernel, stride)
    if form is None:
        return ops.conv_transpose(x, kernel, stride, padding="valid", data_format="channels_last")
    sizes = tuple((size - 1) * stride + side for size, side in zip(x.shape[1:3], kernel.shape))
    return exactly(form, x, kernel, forms.Geometry(stride, (0, 0), sizes))


def available(backend):
    """Returns the names of the forms that a backend can compute, a set."""
    every = {name for named in FORMS.values() for name in named}
    return every if backend == "torch" else every - set(OF_PYTORCH)


def chosen(operation, kernel, stride):
    """Returns the name of the form in which a convolution is computed, and the form; `None` twice for the own one."""
    name = table().get(kind_of(operation, kernel.shape, stride, computed_in(kernel.dtype)))
    return name, FORMS[operation].get(name)


def exactly(form, x, kernel, geometry):
    """Returns what a form makes of pictures and a kernel, in the dtype of both, computed in `computed_in` of it."""
    wanted = keras.backend.result_type(x.dtype, kernel.dtype)  # pictures may be whole numbers
    dtype = computed_in(wanted)
    return ops.cast(form(ops.cast(x, dtype), ops.cast(kernel, dtype), geometry), wanted)


def computed_in(dtype):
    """Returns the dtype in which forms compute: on JAX float32 for half of it, as XLA would, but at each operation."""
    dtype = keras.backend.standardize_dtype(dtype)
    return "float32" if keras.backend.backend() == "jax" and dtype in HALF else dtype


def table():
    """Returns the forms that beat the backend's own: a dict from what `kind_of` says to names of forms.

    It is empty on accelerators, where the backends' own have not been measured against them.
    """
    return {} if accelerated() else _written().get(keras.backend.backend(), {})


@functools.cache
def _written():
    return json.loads(TABLE.read_text(encoding="utf-8"))


def kind_of(operation, kernel, stride, dtype):
    """Returns what the table calls a convolution, by what decides which form is fast.

    Args:
        operation: String, `"convolution"`, `"grouped"` for one in groups, or `"transposed"`.
        kernel: Tuple, the shape of its kernel, as Keras has it.
        stride: Integer.
        dtype: String, what it is computed in.

    Returns:
        String, such as `"transposed, wide, strided evenly, many channels, float32"`. Even means that the kernel is made
        of whole blocks of stride x stride pixels, so that no zeros are multiplied. Of few channels are those that take
        pictures, to few channels those that make them.
    """
    size = "pointwise" if max(kernel[:2]) == 1 else "wide"
    step = "dense" if stride == 1 else "strided evenly" if kernel[0] % stride == kernel[1] % stride == 0 else "strided"
    taken, made = kernel[:1:-1] if operation == "transposed" else kernel[2:]
    channels = "of few channels" if taken <= FEW else "to few channels" if made <= FEW else "many channels"
    return f"{operation}, {size}, {step}, {channels}, {dtype}"


def geometry_of(operation, layer, x):
    """Returns the `Geometry` of a layer's convolution of the tensor `x`, `None` where the forms don't reach."""
    shape, strides = tuple(x.shape), set(layer.strides)
    plain = set(layer.dilation_rate) == {1} and getattr(layer, "output_padding", None) is None
    if layer.data_format != "channels_last" or None in shape[1:] or len(strides) > 1 or not plain:
        return None
    (stride,), sizes = strides, layer.compute_output_shape((1, *shape[1:]))[1:3]
    return geometry(operation, stride, layer.padding, shape[1:3], sizes, layer.kernel_size)


def geometry(operation, stride, padding, given, made, window):
    """Returns the `Geometry` of a convolution with a kernel of the sides `window`, of maps `given` to maps `made`."""
    before = BEFORE[operation] if padding == "same" else lambda *_: 0
    starts = (before(*of_axis, stride) for of_axis in zip(given, made, window))
    return forms.Geometry(stride, tuple(starts), tuple(made))


def zeros_before(given, made, kernel, stride):
    """Returns how many zeros padding `"same"` puts before an axis: half of all, the smaller one."""
    return max(0, (made - 1) * stride + kernel - given) // 2


def cut_before(given, made, kernel, stride):
    """Returns how much padding `"same"` cuts off before an axis that a transposed convolution makes."""
    return max(0, kernel - 1 - (kernel + stride - 1) // 2)


BEFORE = {"convolution": zeros_before, "grouped": zeros_before, "transposed": cut_before}


def parts_groups():
    """Tells whether convolutions in groups are computed group by group: on CPUs, but for PyTorch, which is as fast."""
    return keras.backend.backend() != "torch" and not accelerated()


def _group_by_group(layer, inputs, kernel):
    channels = 1 if layer.data_format == "channels_first" else -1
    parts = zip(ops.split(inputs, layer.groups, axis=channels), ops.split(kernel, layer.groups, axis=-1))
    made = [type(layer).convolution_op(layer, part, own) for part, own in parts]
    return ops.concatenate(made, axis=channels)


def operation_of(layer):
    """Returns what the table calls the operation of a layer."""
    if isinstance(layer, keras.layers.Conv2DTranspose):
        return "transposed"
    return "convolution" if layer.groups == 1 else "grouped"


def _call(layer, inputs):
    operation, kernel = operation_of(layer), ops.convert_to_tensor(layer.kernel)
    name, form = chosen(operation, kernel, max(layer.strides))
    geometry = form and geometry_of(operation, layer, inputs)
    if not geometry:
        return type(layer).call(layer, inputs)
    bias = ops.convert_to_tensor(layer.bias) if layer.use_bias else None
    if name == "as_they_lie":  # which adds the bias itself
        made = form(inputs, kernel, geometry, bias)
    else:
        made = exactly(form, inputs, kernel, geometry)
        made = made if bias is None else added(made, bias)
    return made if layer.activation is None else layer.activation(made)
