package dev.stalemate.pathfinder.target;

/**
 * A range to zap, from {@code start} up to {@code end}, as one call of {@code kmalloc()} returned it. The next call that returns the same
 * memory returns another object, so that what is left of the pointer before is known to be to freed memory.
 */
final class ZapRange extends ListHead {
    /** Which memory it is in. */
    final int number;
    /** Which call returned it. */
    final int owner;
    /** What the call before would have returned; null for the first one. */
    final ZapRange before;

    private final ZapMemory memory;
    private final PlainInt start;
    private final PlainInt end;

    ZapRange(
            ZapMemory memory,
            int number,
            int owner,
            ZapRange before,
            Link next,
            Link prev,
            PlainInt start,
            PlainInt end) {
        super(next, prev);
        this.memory = memory;
        this.number = number;
        this.owner = owner;
        this.before = before;
        this.start = start;
        this.end = end;
    }

    int start() {
        int value = start.get();
        used();
        return value;
    }

    void start(int value) {
        start.set(value);
        used();
    }

    int end() {
        int value = end.get();
        used();
        return value;
    }

    void end(int value) {
        end.set(value);
        used();
    }

    @Override
    void used() {
        memory.used(this);
    }
}
