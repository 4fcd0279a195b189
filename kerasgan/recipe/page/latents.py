"""How the noise of a seed is drawn, for a page to draw the same."""

import numpy as np

from kerasgan import latent as latents
from kerasgan.recipe.page.packing import packed

# Of a distribution that only Python knows a page has so many z, of seed 0.
STORED = 256


def about(gan):
    """Returns of which distribution z is, a dict of plain types; `None` for a generator without noise.

    `"normal"`, `"uniform"` and `"perturbed"` are drawn in the page as NumPy draws them; `"stored"` are chosen from.
    """
    if gan.latent is None:
        return None
    size = gan.latent_dim
    if gan.latent in (latents.normal, latents.uniform):
        return {"kind": gan.latent.__name__, "size": size}
    if isinstance(gan.latent, latents.Perturbed):
        return {"kind": "perturbed", "size": size, "noise": gan.latent.noise, "gumbel": gan.latent.gumbel}
    drawn = latents.draw(gan.latent, (STORED, *gan.latent_shape), np.random.default_rng(0))
    known, shape = latents.support(gan.latent, gan.latent_shape), gan.latent_shape
    about = {name: np.broadcast_to(getattr(known, name), shape).ravel().tolist() for name in ("mean", "free")}
    return {"kind": "stored", "size": size, "store": packed(drawn), **about}
