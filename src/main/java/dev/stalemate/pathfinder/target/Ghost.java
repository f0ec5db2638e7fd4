package dev.stalemate.pathfinder.target;

/** Numbers that belong to the checks and not to the code: no thread is interrupted at them, and they have no races. */
final class Ghost {
    private final int[] values;

    /** So many numbers, 0 at first. */
    Ghost(int size) {
        values = new int[size];
    }

    int get(int i) {
        return values[i];
    }

    void set(int i, int value) {
        values[i] = value;
    }

    /** Adds one, and returns the value before. */
    int count(int i) {
        return values[i]++;
    }

    /** Sets the first that is 0, and returns which one that was. */
    int setFirst(int value) {
        int i = 0;
        while (values[i] != 0) {
            i++;
        }
        values[i] = value;
        return i;
    }

    /** Whether one of them is not 0. */
    boolean isAny() {
        for (int value : values) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
