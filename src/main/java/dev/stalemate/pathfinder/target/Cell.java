package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A small number that several threads read and write. */
final class Cell {
    private final String read;
    private final String write;
    private volatile int value;

    Cell(String name, int value) {
        this.read = "read-" + name;
        this.write = "write-" + name;
        this.value = value;
    }

    int get() {
        Turn.at(read, this, Access.MARKED_READ);
        return value;
    }

    void set(int newValue) {
        Turn.at(write, this, Access.MARKED_WRITE);
        value = newValue;
    }
}
