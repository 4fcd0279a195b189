"""A training loop in plain PyTorch, eager and compiled; fused Adam, and no gradients for D's weights in G's update."""

import functools
import math

import torch
from torch import nn
from torch.nn import functional

from benchmarks.workloads import Conv, Dense, shapes

ACTIVATIONS = {
    "relu": lambda: nn.ReLU(inplace=True),
    "leaky_relu": lambda: nn.LeakyReLU(0.2, inplace=True),
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def eager(workload):
    """Without compiling, in each layout that makes sense."""
    return {name: functools.partial(PyTorchLoop, layout=layout, compiled=False) for name, layout in layouts(workload)}


def compiled(workload):
    """With `torch.compile`, likewise."""
    return {name: functools.partial(PyTorchLoop, layout=layout, compiled=True) for name, layout in layouts(workload)}


def layouts(workload):
    """Returns the memory layouts to try: of images either, of vectors one."""
    either = [("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)]
    return either if workload.convolves else either[:1]


def network(layers, shape):
    """Returns the module of a list of layers."""
    around = shapes(layers, shape)
    return nn.Sequential(*[part for layer, before in zip(layers, around) for part in block(layer, before)])


def block(layer, before):
    """Returns the modules of one layer."""
    parts = [nn.Flatten()] if isinstance(layer, Dense) and len(before) > 1 else []
    bias = not layer.norm
    if isinstance(layer, Dense):
        parts += [nn.Linear(math.prod(before), layer.units, bias=bias)]
        parts += [nn.BatchNorm1d(layer.units)] if layer.norm else []
    else:
        kind = nn.Conv2d if isinstance(layer, Conv) else nn.ConvTranspose2d
        parts += [kind(before[-1], layer.units, 4, stride=2, padding=1, bias=bias)]
        parts += [nn.BatchNorm2d(layer.units)] if layer.norm else []
    parts += [ACTIVATIONS[layer.activation]()] if layer.activation else []
    if getattr(layer, "shape", None):
        height, width, channels = layer.shape
        parts.append(nn.Unflatten(1, (channels, height, width)))
    return parts


def cross_entropy(label, logits):
    """Returns the mean binary cross entropy of logits that should say `label`."""
    return functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


class PyTorchLoop:
    """Both updates in turn, with noise drawn by PyTorch."""

    chunk = 1

    def __init__(self, workload, data, layout, compiled):
        self.workload, self.data, self.layout = workload, data, layout
        self.generator = network(workload.generator, (workload.latent,)).to(memory_format=layout)
        self.discriminator = network(workload.discriminator, workload.data_shape).to(memory_format=layout)
        options = {"lr": workload.learning_rate, "betas": (workload.beta_1, 0.999), "eps": 1e-7, "fused": True}
        self.g_optimizer = torch.optim.Adam(self.generator.parameters(), **options)
        self.d_optimizer = torch.optim.Adam(self.discriminator.parameters(), **options)
        if compiled:
            self.fakes, self.d_loss, self.g_loss = map(torch.compile, (self.fakes, self.d_loss, self.g_loss))

    def run(self, steps):
        for _ in range(steps):
            self.update_d(self.as_tensor(self.data.take()))
            self.update_g()

    def as_tensor(self, batch):
        real = torch.from_numpy(batch)
        return real.permute(0, 3, 1, 2).contiguous(memory_format=self.layout) if real.ndim == 4 else real

    def update_d(self, real):
        self.discriminator.requires_grad_(True)
        with torch.no_grad():
            fake = self.fakes()
        loss = self.d_loss(real, fake)
        self.d_optimizer.zero_grad()
        loss.backward()
        self.d_optimizer.step()

    def update_g(self):
        self.discriminator.requires_grad_(False)
        loss = self.g_loss()
        self.g_optimizer.zero_grad()
        loss.backward()
        self.g_optimizer.step()

    def fakes(self):
        return self.generator(self.noise())

    def d_loss(self, real, fake):
        if self.workload.joint:
            real_logits, fake_logits = self.discriminator(torch.cat([real, fake])).chunk(2)
        else:
            real_logits, fake_logits = self.discriminator(real), self.discriminator(fake)
        return cross_entropy(1.0, real_logits) + cross_entropy(0.0, fake_logits)

    def g_loss(self):
        return cross_entropy(1.0, self.discriminator(self.generator(self.noise())))

    def noise(self):
        return torch.rand(self.workload.batch, self.workload.latent) * 2 - 1

    def close(self):
        """Nothing to end."""
