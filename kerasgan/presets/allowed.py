"""The list of what a file may name of Keras: everything else is refused, whatever a later Keras adds.

What decides is the object that a name stands for, not the name: `kind_of(object)` says what it is, `None` for what is
not on the list. What Keras has and the list has not: layers that carry code or read files (`Lambda`, `TFSMLayer`, the
look-ups, layers of other libraries), those that prepare audio or augment by drawing programs, control flow and whatever
takes a function (`Switch`, `Map`, `Scan`, ...), operations that make arrays of nothing (`Arange`, `Full`, ...),
quantizers, metrics, callbacks, data sets, and all that changes how Keras works.
"""

import contextlib
import functools
import importlib
import sys

import keras

LAYERS = """
    Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention Average
    AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CategoryEncoding CenterCrop
    Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D
    Cropping1D Cropping2D Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense
    Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
    GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization
    GroupQueryAttention Identity InputLayer LSTM LSTMCell LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D
    MaxPooling3D Maximum Minimum MultiHeadAttention Multiply Normalization PReLU Permute RMSNormalization RNN
    RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation RandomZoom ReLU RepeatVector
    Rescaling Reshape Resizing ReversibleEmbedding SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax
    SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells Subtract TimeDistributed
    UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
"""

# Classes of `keras.src.ops`, by module: what a functional model has of `keras.ops`.
OPERATIONS = {
    "core": "Cast SaturateCast Scatter ScatterUpdate Slice SliceUpdate StopGradient Unstack",
    "einops": "Rearrange",
    "image": """
        AffineTransform CropImages ExtractPatches GaussianBlur HSVToRGB MapCoordinates PadImages PerspectiveTransform
        RGBToGrayscale RGBToHSV Resize ScaleAndTranslate SobelEdges
    """,
    "linalg": """
        Cholesky CholeskyInverse Det Eigh Inv LuFactor Norm Pinv Qr SVD Solve SolveTriangular
    """,
    "math": """
        CDist Erf Erfc Erfinv ExtractSequences FFT FFT2 IFFT2 IRFFT ISTFT InTopK Logdet Logsumexp RFFT Rsqrt STFT
        SegmentMax SegmentMin SegmentProd SegmentSum TopK ViewAsComplex ViewAsReal
    """,
    "nn": """
        AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm BinaryCrossentropy CategoricalCrossentropy Celu Conv
        ConvTranspose DepthToSpace DepthwiseConv DotProductAttention Elu Fold Gelu Glu HardShrink HardSigmoid HardSilu
        HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool Moments MultiHot Normalize OneHot PSNR Polar RMSNorm
        Relu Relu6 Selu SeparableConv Sigmoid Silu SoftShrink Softmax Softplus Softsign SpaceToDepth
        SparseCategoricalCrossentropy SparsePlus SparseSigmoid Sparsemax Squareplus TanhShrink Threshold Unfold
    """,
    "numpy": """
        Abs Absolute Add All Amax Amin Angle Any Append Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh Argmax
        Argmin Argsort ArraySplit Average BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr
        BitwiseRightShift BitwiseXor BroadcastTo Cbrt Ceil Clip Concatenate Conj Conjugate Copy Corrcoef Cos Cosh
        CountNonzero Cross Cumprod Cumsum Deg2rad Diag Diagonal Diff Digitize Divide DivideNoNan Dot Dsplit Dstack
        Einsum Equal Exp Exp2 ExpandDims Expm1 Fabs Flip Fliplr Flipud Floor FloorDivide Fmax Fmin Fmod GetItem Greater
        GreaterEqual Heaviside Hsplit Hstack Hypot Imag Inner IsIn Isclose Isfinite Isinf Isnan Isneginf Isposinf Isreal
        LeftShift Less LessEqual Log Log10 Log1p Log2 Logaddexp Logaddexp2 LogicalAnd LogicalNot LogicalOr LogicalXor
        Matmul Max Maximum Mean Median Min Minimum Mod Moveaxis Multiply NanToNum Nanmax Nanmean Nanmin Nanstd Nansum
        Nanvar Negative NotEqual OnesLike Outer Pad Percentile Power Prod Ptp Quantile Rad2deg Ravel Real Reciprocal
        Repeat Reshape RightShift Roll Rot90 Round Select Sign Signbit Sin Sinc Sinh Sort Split Sqrt Square Squeeze
        Stack Std Subtract Sum Swapaxes Take TakeAlongAxis Tan Tanh Tensordot Tile Trace Transpose Tril Triu TrueDivide
        Trunc Var Vdot Vsplit Vstack Where ZerosLike
    """,
}

INITIALIZERS = """
    Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones Orthogonal
    RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
"""

ACTIVATIONS = """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid log_softmax
    mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax
    squareplus tanh tanh_shrink threshold
"""

CONSTRAINTS = "MaxNorm MinMaxNorm NonNeg UnitNorm"

REGULARIZERS = "L1 L1L2 L2 OrthogonalRegularizer"

OPTIMIZERS = """
    Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer Muon Nadam RMSprop SGD
    ScheduleFreeAdamW
"""

SCHEDULES = """
    CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay
"""

LOSSES = """
    BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy CategoricalHinge
    CosineSimilarity Dice Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge Tversky
"""

POLICIES = "DTypePolicy DTypePolicyMap"

# By what keys a layer holds layers that it wraps; elsewhere stand those that change each value by itself.
WRAPPED = ("layer", "backward_layer", "cell", "cells")
ELEMENTWISE = "Activation ELU Identity LeakyReLU PReLU ReLU Softmax"

# Types of numbers; what Keras calls a quantized type is none of them.
DTYPES = frozenset(
    "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 bfloat16 float32 float64 complex64 complex128 "
    "mixed_float16 mixed_bfloat16".split()
)

# Classes that carry code, or read other files than their own, and all classes made from them.
REFUSED = (
    "FlaxLayer", "Hashing", "IndexLookup", "IntegerLookup", "JaxLayer", "Lambda", "StringLookup", "TFSMLayer",
    "TextVectorization", "TorchModuleWrapper",
)  # fmt: skip

NETWORK, LAYER, OPERATION, INITIALIZER, ACTIVATION, CONSTRAINT, REGULARIZER, OPTIMIZER, SCHEDULE, LOSS, POLICY = (
    "network", "layer", "operation", "initializer", "activation", "constraint", "regularizer", "optimizer", "schedule",
    "loss", "dtype policy",
)  # fmt: skip


@functools.cache
def kinds():
    """Returns {class or function of Keras: what it is}, all that a file may name."""
    rooms = [
        (LAYER, keras.layers, LAYERS),
        (INITIALIZER, keras.initializers, INITIALIZERS),
        (ACTIVATION, keras.activations, ACTIVATIONS),
        (CONSTRAINT, keras.constraints, CONSTRAINTS),
        (REGULARIZER, keras.regularizers, REGULARIZERS),
        (OPTIMIZER, keras.optimizers, OPTIMIZERS),
        (SCHEDULE, keras.optimizers.schedules, SCHEDULES),
        (LOSS, keras.losses, LOSSES),
        (POLICY, keras.dtype_policies, POLICIES),
        *((OPERATION, sys.modules.get(f"keras.src.ops.{room}"), names) for room, names in OPERATIONS.items()),
    ]
    found = {keras.Sequential: NETWORK, functional(): NETWORK}
    found.update({there: OPTIMIZER for there in of_torch()})
    for kind, room, names in rooms:
        found.update({there: kind for name in names.split() if (there := getattr(room, name, None)) is not None})
    return found


# Where Keras has its own optimizers on PyTorch, under the names of the others.
TORCH = "keras.src.backend.torch.optimizers."


def of_torch():
    """Returns the optimizers that Keras has for PyTorch alone, where it is the backend."""
    found = []
    for name in OPTIMIZERS.split() if keras.backend.backend() == "torch" else ():
        with contextlib.suppress(ImportError, AttributeError):
            found.append(getattr(importlib.import_module(f"{TORCH}torch_{name.lower()}"), name))
    return found


@functools.cache
def elementwise():
    """Returns the layers that may stand as the activation of another."""
    return [getattr(keras.layers, name) for name in ELEMENTWISE.split()]


def functional():
    """Returns the class of Keras's functional models, which has no public name."""
    return sys.modules["keras.src.models.functional"].Functional


def kind_of(found):
    """Returns what a class or function of Keras is, `None` where no file may name it."""
    try:
        return kinds().get(found)
    except TypeError:  # it can't be looked up
        return None


def is_refused(found):
    """Tells whether something is a class that carries code or reads files, or is made from one."""
    return any(base in refused() for base in getattr(found, "__mro__", ()))


@functools.cache
def refused():
    """Returns the set of the classes of `REFUSED`; others of Keras have one of their names, too."""
    rooms = (keras.layers, sys.modules.get("keras.src.layers.preprocessing.index_lookup"))
    return {there for room in rooms for name in REFUSED if (there := getattr(room, name, None)) is not None}


@functools.cache
def by_name():
    """Returns {name in small letters: class} of what a recipe may name without saying where it is from."""
    short = (OPTIMIZER, SCHEDULE, LOSS, INITIALIZER, CONSTRAINT, REGULARIZER)
    return {found.__name__.lower(): found for found, kind in kinds().items() if kind in short}
