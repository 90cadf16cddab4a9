package org.convzoo.weights;

/** What {@link WeightsFile} reads. */
public enum WeightsFormat {
    /** One {@code .safetensors} file, or the index of several. */
    SAFETENSORS,
    /** What {@code torch.save} writes: a zip, or the form before PyTorch 1.6. */
    PYTORCH,
    /** HDF5 weights or whole models of Keras 1 and 2. */
    KERAS,
    /** {@code .weights} with its {@code .cfg}. */
    DARKNET,
    /** The weights manifest of TensorFlow.js, or the {@code model.json} that holds one, with its shards. */
    TFJS,
    /** NumPy's archive of arrays. */
    NPZ,
    /** One array of NumPy, called {@code array}. */
    NPY
}
