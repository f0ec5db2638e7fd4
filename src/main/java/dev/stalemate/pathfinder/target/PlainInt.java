package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A number in memory that is read and written without marks. */
final class PlainInt {
    private final String read;
    private final String write;
    private volatile int value;

    PlainInt(String name) {
        this.read = "read-" + name;
        this.write = "write-" + name;
    }

    int get() {
        Turn.at(read, this, Access.READ);
        return value;
    }

    void set(int newValue) {
        Turn.at(write, this, Access.WRITE);
        value = newValue;
    }
}
