"""What can go wrong while training runs; mistakes in arguments are plain `ValueError`s before it begins."""


class TrainingDivergedError(ArithmeticError):
    """A loss became NaN or infinite, and training stopped.

    The GAN holds its last good weights; the message names the step of both. Lower the learning rates, or clip gradients
    (`clipnorm=` of the optimizers), and go on from there.
    """


class DataEndedError(RuntimeError):
    """The data ran out before the steps asked for.

    The GAN keeps what it has learned. Pass data that can be iterated again (a `tf.data.Dataset`, a `DataLoader`, an
    array, a sampler), or ask for fewer steps.
    """


class CheckpointError(RuntimeError):
    """A checkpoint can't be written or read, or is of another GAN.

    The message names the file; nothing is lost that was there before.
    """


class FolderInUseError(RuntimeError):
    """Another run writes to the folder that was given.

    The message names the folder and the process. Nothing was changed; wait for its end or choose another folder.
    """


class DataFileError(RuntimeError):
    """A file of the data can't be read, or is no longer what it was when training began.

    The message names it. The GAN keeps what it has learned; mend or remove the file and go on.
    """


class PresetError(RuntimeError):
    """A preset is damaged, incomplete, of a newer format, or holds what is not loaded from somebody else's file.

    The message names the file and what to do.
    """


class ProcessesDifferError(RuntimeError):
    """The processes that were to train one GAN together have different programs, data or arguments.

    The message names what differs. Nothing was trained.
    """


class ProcessLostError(RuntimeError):
    """Another process of the same run ended or can't be reached any more.

    Start all processes again with the same arguments: with `checkpoint=` they go on from the last one.
    """
