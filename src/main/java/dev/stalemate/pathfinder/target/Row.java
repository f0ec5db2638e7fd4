package dev.stalemate.pathfinder.target;

import org.jspecify.annotations.Nullable;

/** A row of things that stays as it is. Java PathFinder interrupts a thread at elements of an array, but not at final fields. */
final class Row<T> {
    private final T first;
    private final @Nullable Row<T> rest;
    private final int size;

    private Row(T first, @Nullable Row<T> rest) {
        this.first = first;
        this.rest = rest;
        this.size = rest == null ? 1 : rest.size + 1;
    }

    /** A row of what an array holds, at least one. */
    static <T> Row<T> of(T[] items) {
        Row<T> row = new Row<>(items[items.length - 1], null);
        for (int i = items.length - 2; i >= 0; i--) {
            row = new Row<>(items[i], row);
        }
        return row;
    }

    int size() {
        return size;
    }

    T get(int i) {
        return i == 0 || rest == null ? first : rest.get(i - 1);
    }
}
