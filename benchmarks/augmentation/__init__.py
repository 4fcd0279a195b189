"""The study of augmentation: how good a GAN of few digits gets, with and without."""
