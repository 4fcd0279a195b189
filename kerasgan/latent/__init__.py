"""What the generator starts from, z: how it is drawn, and how its space is walked, named and searched."""

from kerasgan.latent.codes import Codes as Codes
from kerasgan.latent.directions import Direction as Direction
from kerasgan.latent.directions import Directions as Directions
from kerasgan.latent.directions import directions as directions
from kerasgan.latent.distributions import DEFAULT as DEFAULT
from kerasgan.latent.distributions import DISTRIBUTIONS as DISTRIBUTIONS
from kerasgan.latent.distributions import draw as draw
from kerasgan.latent.distributions import get as get
from kerasgan.latent.distributions import normal as normal
from kerasgan.latent.distributions import problems as problems
from kerasgan.latent.distributions import serialize as serialize
from kerasgan.latent.distributions import support as support
from kerasgan.latent.distributions import uniform as uniform
from kerasgan.latent.edit import edit as edit
from kerasgan.latent.interpolate import interpolate as interpolate
from kerasgan.latent.invert import Inverted as Inverted
from kerasgan.latent.invert import invert as invert
from kerasgan.latent.perturbed import Perturbed as Perturbed
from kerasgan.latent.styles import style_mix as style_mix
from kerasgan.latent.truncation import truncated as truncated
