"""The papers' rows, in the order (modes, high quality in %, reverse KL), each (mean, standard error) or a mean alone.

PacGAN: Lin, Khetan, Fanti, Oh, PacGAN: The power of two samples in generative adversarial networks, 2018, table 1, ten
trials. VEEGAN: Srivastava et al., 2017, table 1, five runs; its baseline is another GAN on other networks, so its rows
compare with each other and not with PacGAN's.
"""

TRIALS = 10  # of PacGAN's table

PACGAN = {
    "GAN": {
        "ring_8": ((6.3, 0.5), (98.2, 0.2), (0.45, 0.09)),
        "grid_25": ((17.3, 0.8), (94.8, 0.7), (0.70, 0.07)),
    },
    "ALI": {
        "ring_8": ((6.6, 0.3), (97.6, 0.4), (0.36, 0.04)),
        "grid_25": ((24.1, 0.4), (95.7, 0.6), (0.14, 0.03)),
    },
    "PacGAN2": {
        "ring_8": ((7.9, 0.1), (95.6, 2.0), (0.07, 0.03)),
        "grid_25": ((23.8, 0.7), (91.3, 0.8), (0.13, 0.04)),
    },
    "PacGAN3": {
        "ring_8": ((7.8, 0.1), (97.7, 0.3), (0.10, 0.02)),
        "grid_25": ((24.6, 0.4), (94.2, 0.4), (0.06, 0.02)),
    },
    "PacGAN4": {
        "ring_8": ((7.8, 0.1), (95.9, 1.4), (0.07, 0.02)),
        "grid_25": ((24.8, 0.2), (93.6, 0.6), (0.04, 0.01)),
    },
}

VEEGAN = {
    "GAN": {"ring_8": (1.0, 99.3, None), "grid_25": (3.3, 0.5, None)},
    "ALI": {"ring_8": (2.8, 0.13, None), "grid_25": (15.8, 1.6, None)},
    "Unrolled GAN": {"ring_8": (7.6, 35.6, None), "grid_25": (23.6, 16.0, None)},
    "VEEGAN": {"ring_8": (8.0, 52.9, None), "grid_25": (24.6, 40.0, None)},
}
