package dev.stalemate.search.walk;

import java.util.SplittableRandom;

/** Draws one of several families by weight; nothing is allocated for a draw. */
final class Lottery {
    private final double[] weights;
    /** The families in play, and for each the sum of the weights up to it. */
    private final int[] numbers;

    private final double[] sums;
    private int size;
    /** Whether all families in play have the same weight: then a draw is faster. */
    private boolean even;

    /**
     * A lottery with all families in play.
     *
     * @throws IllegalArgumentException if there are families, and no weight is more than 0
     */
    Lottery(double... weights) {
        this.weights = weights.clone();
        this.numbers = new int[weights.length];
        this.sums = new double[weights.length];
        playAll();
        if (size == 0 && weights.length > 0) {
            throw new IllegalArgumentException("no action is left: the weight of each that is possible is 0");
        }
    }

    /** A random number from 0 to n - 1, without the division of {@code nextInt(n)}. Probabilities may differ by n in 2^32. */
    static int below(SplittableRandom random, int n) {
        return (int) (((random.nextInt() & 0xFFFF_FFFFL) * n) >>> Integer.SIZE);
    }

    private void playAll() {
        clear();
        for (int i = 0; i < weights.length; i++) {
            play(i);
        }
    }

    private void clear() {
        size = 0;
        even = true;
    }

    private void play(int i) {
        if (weights[i] > 0) {
            even &= size == 0 || Double.compare(weights[i], weights[numbers[0]]) == 0;
            numbers[size] = i;
            sums[size] = weights[i] + (size == 0 ? 0 : sums[size - 1]);
            size++;
        }
    }

    /** Leaves out each family with probability 1/2. If that would be all of them, one that is drawn by weight stays. */
    void playHalf(SplittableRandom random) {
        playAll();
        if (size == 0) {
            return;
        }
        int last = draw(random);
        clear();
        for (int i = 0; i < weights.length; i++) {
            if (random.nextBoolean()) {
                play(i);
            }
        }
        if (size == 0) {
            play(last);
        }
    }

    /** How many families are in play: 0 only if there are none at all. */
    int size() {
        return size;
    }

    /** The number of a family in play; there must be one. */
    int draw(SplittableRandom random) {
        if (even) {
            return numbers[below(random, size)];
        }
        double ticket = random.nextDouble() * sums[size - 1];
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ticket < sums[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return numbers[low];
    }
}
