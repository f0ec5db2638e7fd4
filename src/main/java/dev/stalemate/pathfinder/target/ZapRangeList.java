package dev.stalemate.pathfinder.target;

/** The list of ranges to zap, singly linked; it is its own head, which is not a range. */
final class ZapRangeList extends ZapRange {
    ZapRangeList(ConcurrentCode code) {
        super(code);
    }

    boolean isEmpty() {
        return next() == this;
    }

    boolean contains(int start) {
        for (ZapRange range = next(); range != this; range = range.next()) {
            if (range.start() == start) {
                return true;
            }
        }
        return false;
    }

    /** {@code list_add_tail()}. */
    void addTail(ZapRange added) {
        ZapRange last = this;
        for (ZapRange next = last.next(); next != this; next = last.next()) {
            last = next;
        }
        added.next(this);
        last.next(added);
        added.listed(true);
    }

    /** {@code list_del()}. */
    void remove(ZapRange removed) {
        ZapRange before = this;
        for (ZapRange next = before.next(); next != removed; next = before.next()) {
            before = next;
        }
        before.next(removed.next());
        removed.listed(false);
    }
}
