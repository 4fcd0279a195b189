"""How many floating-point operations a step needs, by hand from the shapes of the layers.

Let F be the operations of a forward pass on one sample, two (multiply, add) per weight that a layer applies:

    Dense            2 * inputs * units
    Conv             2 * output height * output width * 4 * 4 * input channels * units
    ConvTranspose    2 * input height * input width * 4 * 4 * input channels * units

A backward pass costs F for the gradients of the weights and F for those of the layer's inputs; the first layer's
inputs, F1, need none where they are data or noise. With B samples in a batch a step is

    D's update   B G + 2B D + 2B (2 D - D1)            G and D here are the F of each network
    G's update   B G + B D + B D + B (2 G - G1)        D passes the gradient on and learns nothing

Left out are activations, normalisations, random numbers and Adam; products with the zeros of `same` padding are
counted, though a good kernel skips them. So the count is what matrix products of these sizes
cost, to within a few per cent.
"""

from math import prod

from benchmarks.workloads import Conv, Dense, shapes


def step(workload):
    """Returns the floating-point operations of one step: an update of D and one of G."""
    g = forward(workload.generator, (workload.latent,))
    d = forward(workload.discriminator, workload.data_shape)
    d_update = sum(g) + 2 * sum(d) + 2 * (2 * sum(d) - d[0])
    g_update = sum(g) + sum(d) + sum(d) + (2 * sum(g) - g[0])
    return workload.batch * (d_update + g_update)


def forward(layers, shape):
    """Returns the operations of each layer in a forward pass on one sample."""
    around = shapes(layers, shape)
    return [2 * products(layer, before, after) for layer, before, after in zip(layers, around, around[1:])]


def products(layer, before, after):
    """Returns the multiplications of one layer on one sample, from the shapes before and after it."""
    if isinstance(layer, Dense):
        return prod(before) * layer.units
    places = after[:2] if isinstance(layer, Conv) else before[:2]
    return prod(places) * 4 * 4 * before[-1] * layer.units
