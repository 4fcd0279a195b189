"""The study of the latent space: what directions move, and how near inversion comes; it writes `docs/latent.md`."""
