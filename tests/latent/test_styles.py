"""Generators with styles: layers of one sample styled by another."""

import numpy as np
import pytest
from small_models import styled_gan

from kerasgan import latent
from kerasgan.latent import styles


@pytest.mark.parametrize("classes", [None, 3])
def test_some_layers_get_the_w_of_the_other_sample(rng, classes):
    gan, mapping, synthesis = styled_gan(classes, 4)
    labels = None if classes is None else np.array([1, 2])
    z, other = rng.standard_normal((2, 2, 4)).astype("float32")
    found = latent.style_mix(gan, z, other, layers=[0, 2], labels=labels)
    kept, new = (np.repeat(mapping(part, labels)[:, None], 4, axis=1) for part in (z, other))
    kept[:, [0, 2]] = new[:, [0, 2]]
    np.testing.assert_allclose(found, synthesis(kept), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(latent.style_mix(gan, z, other, layers=np.array([0, 2]), labels=labels), found)
    one = latent.style_mix(gan, z, other[:1], layers=range(4), labels=labels)
    assert one.shape == (2, 5)
    if classes is None:
        np.testing.assert_allclose(one, gan.decode(np.repeat(other[:1], 2, axis=0)), rtol=1e-4, atol=1e-5)


def test_w_is_what_the_mapping_makes(rng):
    gan, mapping, synthesis = styled_gan(3, None)
    z, labels = rng.standard_normal((5, 4)).astype("float32"), np.array([0, 1, 2, 2, 1])
    w = styles.ws(gan, z, gan.beside(5, labels), 5, batch_size=2)
    np.testing.assert_allclose(w, mapping(z, labels), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(styles.samples(gan, w, 2), synthesis(w), rtol=1e-4, atol=1e-5)


def test_styles_are_needed_layers_have_to_be_there_and_z_to_fit(gan):
    z = np.zeros((2, 4))
    with pytest.raises(
        ValueError, match="^`gan`: expected a generator with styles, the models `generator.mapping` and"
    ):
        latent.style_mix(gan, z, z, [0])
    styled, alike = styled_gan(None, 4)[0], styled_gan(None, None)[0]
    with pytest.raises(ValueError, match="^`gan`: its synthesis takes one w for all layers"):
        latent.style_mix(alike, z, z, [0])
    for layers in ([4], [], [-1], "0", [0.5]):
        with pytest.raises(ValueError, match="^`layers`: expected a list of whole numbers from 0 to 3. Received: "):
            latent.style_mix(styled, z, z, layers)
    with pytest.raises(ValueError, match=r"^`other`: expected z of shape \(n, 4\). Received: \(2, 3\)."):
        latent.style_mix(styled, z, z[:, :3], [0])
    with pytest.raises(ValueError, match="^`other`: expected one z, or as many as `z`, 2. Received: 3."):
        latent.style_mix(styled, z, np.zeros((3, 4)), [0])
