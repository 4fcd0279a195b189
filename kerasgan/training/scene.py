"""What happens in one update, as losses and terms see it."""

from kerasgan import networks


class Scene:
    """One update of one network: the samples, what D says of them, and the means to ask D more.

    Samples are as D sees them: scaled, transformed, packed. In G's update, not in D's, gradients flow into `fake`.

    Args:
        gan: A compiled `GAN`.
        network: String, the network that learns: `"discriminator"` or `"generator"`.
        real: Tensor `(batch, *shape)`, real samples in the range of G.
        labels: Integer tensor `(batch,)`, or `None`; those of generated samples are the same.
        noise: Tensor `(batch, *latent_shape)`, the z of the generated samples.
        random: Dict of what transforms and terms drew, or `None`.
        due: Dict of whether a lazy term is due, by name, or `None`: all are.

    Attributes:
        data: Tensor, real samples as they are in the data, scaled but not transformed or packed.
        real: Tensor, real samples.
        fake: Tensor, generated samples.
        real_logits: Tensor `(batch, 1)`, D's logits on `real`; in G's update `None` unless a term or the loss
            `uses_real`.
        fake_logits: Tensor `(batch, 1)`, D's logits on `fake`.
        real_heads: List of D's further outputs on `real`.
        fake_heads: List of D's further outputs on `fake`.
        drawn: Tensor, what the term's own `draw` returned, or `None`.
    """

    def __init__(self, gan, network, real, labels, noise, random=None, due=None):
        self.gan = gan
        self.network = network
        self.labels = labels
        self.noise = noise
        self.due = due
        self.random = random or {}
        self.data = real
        self.real = gan.view(real, self.random, "real")
        self.fake = self.real_logits = self.fake_logits = self.drawn = None
        self.real_heads, self.fake_heads = [], []

    def show_fake(self, fake):
        """Takes the generated samples, in the range of G."""
        self.fake = self.gan.view(fake, self.random, "fake")

    def judge_real(self):
        """Has D look at the real samples, which its moving statistics then have seen."""
        self.real_logits, self.real_heads = self.gan.examine(self.real, self.labels)

    def judge_fake(self):
        """Has D look at the generated samples, likewise."""
        self.fake_logits, self.fake_heads = self.gan.examine(self.fake, self.labels)

    def of(self, term):
        """Returns the scene with what `term` drew."""
        self.drawn = self.random.get(term.name)
        return self

    # === What a term can ask ===

    def judge(self, samples):
        """Returns D's logits `(batch, 1)` on any samples of the shape of `real`; nothing that D writes is kept."""
        from kerasgan.training.step import aside

        with aside(self.gan):
            return self.gan.judge(samples, self.labels)

    def generate(self, noise):
        """Returns what G makes of any noise, in the shape and range of `data`; nothing that G writes is kept."""
        from kerasgan.training.step import aside

        with aside(self.gan):
            return self.gan.generate(noise, self.labels)

    def view(self, samples):
        """Returns samples in the shape and range of `data` as D sees them: transformed as `fake` was, and packed."""
        return self.gan.view(samples, self.random, "fake")

    def play(self, model, inputs):
        """Returns what a companion of the term makes of `inputs`, in training mode; what it writes is kept."""
        return model(inputs, training=self.gan._training)

    def features(self, samples, layer=None):
        """Returns what a layer of D makes of samples, by default the last before the logit; nothing written is kept."""
        from kerasgan.training.step import aside

        model = networks.features(self.gan.discriminator, layer)
        labelled = self.gan.d_takes_labels and self.gan.conditional
        with aside(self.gan):
            return model([samples, self.labels] if labelled else samples, training=self.gan._training)

    def gradient(self, function, values):
        """Returns the gradient of the sum of `function(values)` by `values`, which can be differentiated again.

        Args:
            function: Function of what `values` is, to a tensor.
            values: Tensor, or a list of tensors.

        Returns:
            What `values` is, of the same shapes.
        """
        from kerasgan.training.step import backend

        return backend.gradient(function, values)
