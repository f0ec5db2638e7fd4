package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A pointer of a list to a list head. */
final class Link {
    private final String read;
    private final String write;
    private final String readOnce;
    private final String writeOnce;
    private volatile ListHead to;

    Link(String name, ListHead to) {
        this.to = to;
        this.read = "read-" + name;
        this.write = "write-" + name;
        this.readOnce = read + "-once";
        this.writeOnce = write + "-once";
    }

    ListHead get() {
        Turn.at(read, this, Access.READ);
        return to;
    }

    void set(ListHead head) {
        Turn.at(write, this, Access.WRITE);
        to = head;
    }

    /** {@code READ_ONCE()}. */
    ListHead readOnce() {
        Turn.at(readOnce, this, Access.MARKED_READ);
        return to;
    }

    /** {@code WRITE_ONCE()}. */
    void writeOnce(ListHead head) {
        Turn.at(writeOnce, this, Access.MARKED_WRITE);
        to = head;
    }
}
