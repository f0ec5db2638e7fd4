package dev.stalemate.pathfinder.target;

/**
 * The memory for ranges: {@code kmalloc()} returns the first that is free, so that what {@code kfree()} gives back is soon in use again. All
 * of it is made beforehand, so that Java PathFinder knows that it is shared. Nothing here is in an array: Java PathFinder would interrupt
 * threads where it is read, in the middle of a call.
 */
@SuppressWarnings("NullAway") // the end of a chain; Java PathFinder has no class for an annotation
final class ZapMemory {
    private final ConcurrentCode code;
    private final Pause pause = new Pause();
    /** Which call of kmalloc() each memory is from, from 1; 0 if it is free. */
    private final Ghost owners;
    /** Which memory is in the list. */
    private final Ghost listed;

    private final Ghost calls;
    private final int callers;
    private final Piece first;

    /** Memory for one range, and the pointers to it that calls of kmalloc() may return. */
    private static final class Piece {
        private final int number;
        private final ZapRange last;
        private final Piece after;

        Piece(ZapMemory of, int number, int calls, Piece after) {
            this.number = number;
            this.after = after;
            Link next = new Link("next", null);
            Link prev = new Link("prev", null);
            PlainInt start = new PlainInt("start");
            PlainInt end = new PlainInt("end");
            ZapRange range = null;
            for (int owner = 1; owner <= calls; owner++) {
                range = new ZapRange(of, number, owner, range, next, prev, start, end);
            }
            this.last = range;
        }
    }

    /**
     * Enough memory, even if all of it leaks.
     *
     * @param callers who calls kmalloc(), each by its number
     * @param most how often each of them calls it at most
     */
    ZapMemory(ConcurrentCode code, int callers, int most) {
        int size = callers * most;
        this.code = code;
        this.callers = callers;
        this.calls = new Ghost(callers);
        this.owners = new Ghost(size);
        this.listed = new Ghost(size);
        Piece piece = null;
        for (int number = size - 1; number >= 0; number--) {
            piece = new Piece(this, number, size, piece);
        }
        this.first = piece;
    }

    /** {@code kmalloc()}. What is in the memory is as it was left. */
    ZapRange allocate(int caller) {
        pause.at("allocate");
        int owner = calls.count(caller) * callers + caller + 1;
        int number = owners.setFirst(owner);
        Piece piece = first;
        while (piece.number != number) {
            piece = piece.after;
        }
        ZapRange range = piece.last;
        while (range.owner != owner) {
            range = range.before;
        }
        return range;
    }

    /** {@code kfree()}: its memory is free, even if that had another owner since. */
    void free(ZapRange range) {
        pause.at("free");
        code.check("no-double-free", isOwned(range), "a range is freed twice");
        code.check("listed-not-freed", listed.get(range.number) == 0, "a range is freed that is in the list");
        owners.set(range.number, 0);
    }

    /** A range was read or written. */
    void used(ZapRange range) {
        code.check("no-use-after-free", isOwned(range), "a range is used that was freed");
    }

    private boolean isOwned(ZapRange range) {
        return owners.get(range.number) == range.owner;
    }

    /** A range was put into the list, or taken out of it. */
    void listed(ZapRange range, boolean on) {
        listed.set(range.number, on ? 1 : 0);
    }

    boolean isAnyListed() {
        return listed.isAny();
    }

    boolean isAnyOwned() {
        return owners.isAny();
    }
}
