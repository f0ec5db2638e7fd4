package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** An entry of the zap list. */
class ZapRange {
    private static final int FREED = 0;
    private static final int LISTED = 1;

    private int start;
    private ZapRange next = this;
    private final Ghost ghost = new Ghost(2);
    private final ConcurrentCode code;

    ZapRange(ConcurrentCode code) {
        this.code = code;
    }

    final int start() {
        Turn.at("read-start", this, Access.READ);
        int value = start;
        used();
        return value;
    }

    /** Only before it is in the list. */
    final void start(int value) {
        start = value;
        used();
    }

    /** The next one; for the last one, the head of the list. */
    final ZapRange next() {
        Turn.at("read-next", this, Access.READ);
        ZapRange value = next;
        used();
        return value;
    }

    final void next(ZapRange range) {
        Turn.at("write-next", this, Access.WRITE);
        next = range;
        used();
    }

    final boolean isListed() {
        return ghost.get(LISTED) != 0;
    }

    final void listed(boolean on) {
        ghost.set(LISTED, on ? 1 : 0);
    }

    final void free() {
        code.check("no-double-free", ghost.get(FREED) == 0, "a range is freed twice");
        code.check("listed-not-freed", ghost.get(LISTED) == 0, "a range is freed that is in the list");
        ghost.set(FREED, 1);
    }

    private void used() {
        code.check("no-use-after-free", ghost.get(FREED) == 0, "a range is used that was freed");
    }
}
