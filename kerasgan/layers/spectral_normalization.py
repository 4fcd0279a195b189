"""Keras's spectral normalisation, which here leaves the kernel itself alone."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="kerasgan")
class SpectralNormalization(layers.SpectralNormalization):
    """Divides a layer's kernel W by its largest singular value: the layer then amplifies no direction.

    `y = layer(x; W / sigma(W))`, sigma by one step of the power iteration per call, from the vector of the call before.

    Keras's layer writes W / sigma over W, and only in training. In an adversarial step W is the optimizer's and that
    write is undone, as it should be; but then Keras's layer would run with the raw W whenever `training=False`, in
    `gan.sample` and in `evaluate`. This one divides in every call and never writes to W, as in the paper.

    Args:
        layer: Keras layer with a `kernel` or with `embeddings`.
        power_iterations: Integer, steps of the power iteration per call. Defaults to `1`.

    Source: Miyato, Kataoka, Koyama, Yoshida, Spectral Normalization for Generative Adversarial Networks, 2018. As in
    most code, a convolution's kernel counts as a matrix whose columns are its last axis.

    Example:

    >>> layer = SpectralNormalization(keras.layers.Dense(1, use_bias=False), power_iterations=2)
    >>> x = np.array([[3.0, 4.0]], "float32")
    >>> _ = layer(x)
    >>> layer.layer.set_weights([x.T])  # a column of length 5, which is what it amplifies by
    >>> float(keras.ops.convert_to_numpy(layer(x))[0, 0])
    5.0
    """

    def __init__(self, layer, power_iterations=1, **options):
        super().__init__(layer, power_iterations, **options)
        self.autocast = False  # in float16 the lengths of small vectors are 0; the layer within casts for itself

    def call(self, inputs, training=False):
        vector_u, kernel = self.normalized_weights()
        kernel = ops.cast(kernel, self.layer.compute_dtype)
        if training:
            self.vector_u.assign(vector_u)
        # A tensor in place of the variable, for this one call: nothing is written, and gradients reach W.
        attributes = vars(self.layer)
        place = next(name for name, value in attributes.items() if value is self.kernel)
        attributes[place] = kernel
        try:
            return self.layer(inputs)
        finally:
            attributes[place] = self.kernel
