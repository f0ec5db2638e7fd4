package dev.stalemate.bench;

/**
 * How large a model is.
 *
 * @param vcpus virtual processors
 * @param frames guest frames, each with a fixed MTRR of its own
 */
record Size(int vcpus, int frames) {
    @Override
    public String toString() {
        return vcpus + "x" + frames;
    }
}
