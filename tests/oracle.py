"""An independent oracle: the two updates of a GAN of one-hidden-layer networks, differentiated by hand in NumPy.

G: z -> relu(z W1 + b1) W2 + b2. D: x -> tanh(x V1 + c1) V2 + c2, a logit. Float64 throughout. Nothing here is shared
with the package.
"""

import numpy as np


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


class Dense2:
    """Two dense layers with one activation between them."""

    def __init__(self, weights, activation):
        self.weights = [np.asarray(w, "float64") for w in weights]
        self.activation = activation

    def forward(self, x):
        first, bias, second, last = self.weights
        pre = x @ first + bias
        hidden = np.maximum(pre, 0) if self.activation == "relu" else np.tanh(pre)
        return hidden @ second + last, (x, pre, hidden)

    def backward(self, cache, grad_out):
        """Returns the gradients by the weights, and by the input."""
        x, pre, hidden = cache
        first, _, second, _ = self.weights
        grad_hidden = grad_out @ second.T
        slope = (pre > 0).astype(float) if self.activation == "relu" else 1 - hidden**2
        grad_pre = grad_hidden * slope
        by_weights = [x.T @ grad_pre, grad_pre.sum(0), hidden.T @ grad_out, grad_out.sum(0)]
        return by_weights, grad_pre @ first.T


class SGD:
    """Keras's SGD with momentum, Nesterov or not."""

    def __init__(self, rate, momentum=0.0, nesterov=False):
        self.rate, self.momentum, self.nesterov, self.speed = rate, momentum, nesterov, None

    def step(self, weights, grads):
        self.speed = [np.zeros_like(w) for w in weights] if self.speed is None else self.speed
        self.speed = [self.momentum * v - self.rate * g for v, g in zip(self.speed, grads)]
        if self.nesterov:
            return [w + self.momentum * v - self.rate * g for w, v, g in zip(weights, self.speed, grads)]
        return [w + v for w, v in zip(weights, self.speed)]


class Adam:
    """Keras's Adam: the bias correction is in the learning rate, epsilon beside the uncorrected root."""

    def __init__(self, rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.rate, self.beta_1, self.beta_2, self.epsilon = rate, beta_1, beta_2, epsilon
        self.count, self.first, self.second = 0, None, None

    def step(self, weights, grads):
        if self.first is None:
            self.first, self.second = ([np.zeros_like(w) for w in weights] for _ in range(2))
        self.count += 1
        rate = self.rate * np.sqrt(1 - self.beta_2**self.count) / (1 - self.beta_1**self.count)
        self.first = [self.beta_1 * m + (1 - self.beta_1) * g for m, g in zip(self.first, grads)]
        self.second = [self.beta_2 * v + (1 - self.beta_2) * g * g for v, g in zip(self.second, grads)]
        return [w - rate * m / (np.sqrt(v) + self.epsilon) for w, m, v in zip(weights, self.first, self.second)]


def discriminator_update(g, d, optimizer, real, noise):
    """Moves D by one step; returns its loss and accuracy before the step."""
    fake, _ = g.forward(noise)
    real_logits, real_cache = d.forward(real)
    fake_logits, fake_cache = d.forward(fake)
    count = len(real)
    # d/d logit of -log sigmoid(real) / 2 and of -log(1 - sigmoid(fake)) / 2, means over each half
    by_real, _ = d.backward(real_cache, (sigmoid(real_logits) - 1) / (2 * count))
    by_fake, _ = d.backward(fake_cache, sigmoid(fake_logits) / (2 * count))
    loss = -0.5 * (np.log(sigmoid(real_logits)).mean() + np.log(1 - sigmoid(fake_logits)).mean())
    d.weights = optimizer.step(d.weights, [a + b for a, b in zip(by_real, by_fake)])
    return loss, 0.5 * ((real_logits > 0).mean() + (fake_logits < 0).mean())


def generator_update(g, d, optimizer, noise, saturating=False):
    """Moves G by one step; returns its loss before the step."""
    fake, g_cache = g.forward(noise)
    logits, d_cache = d.forward(fake)
    if saturating:
        loss, by_logits = np.log(1 - sigmoid(logits)).mean(), -sigmoid(logits) / len(noise)
    else:
        loss, by_logits = -np.log(sigmoid(logits)).mean(), (sigmoid(logits) - 1) / len(noise)
    _, by_fake = d.backward(d_cache, by_logits)
    by_weights, _ = g.backward(g_cache, by_fake)
    g.weights = optimizer.step(g.weights, by_weights)
    return loss


def squared_slopes(d, x):
    """Returns the squared length of D's gradient by each sample."""
    logits, cache = d.forward(np.asarray(x, "float64"))
    return (d.backward(cache, np.ones_like(logits))[1] ** 2).sum(1)


def numerical_gradients(function, weights, step=1e-5):
    """Returns the gradients of a scalar `function()` by arrays that it reads, by central differences."""
    found = []
    for array in weights:
        gradient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            before = array[place]
            array[place] = before + step
            above = function()
            array[place] = before - step
            gradient[place] = (above - function()) / (2 * step)
            array[place] = before
        found.append(gradient)
    return found
