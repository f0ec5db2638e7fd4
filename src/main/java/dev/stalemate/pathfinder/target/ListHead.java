package dev.stalemate.pathfinder.target;

/**
 * {@code struct list_head} of the kernel's {@code list.h}, and what its functions read and write, in their order: {@code next} is written
 * with {@code WRITE_ONCE()} where others may be in the list, and {@code list_empty()} reads it with {@code READ_ONCE()}. The poison that
 * {@code list_del()} leaves in the entry is left out.
 */
class ListHead {
    private final Link next;
    private final Link prev;

    /** An empty list. */
    ListHead() {
        this.next = new Link("next", this);
        this.prev = new Link("prev", this);
    }

    /** A list head in some memory, as that was left. */
    ListHead(Link next, Link prev) {
        this.next = next;
        this.prev = prev;
    }

    /** Called after each access to the memory. */
    void used() {
        // The head of a list stays for ever.
    }

    final ListHead next() {
        ListHead value = next.get();
        used();
        return value;
    }

    final void next(ListHead head) {
        next.set(head);
        used();
    }

    final void nextOnce(ListHead head) {
        next.writeOnce(head);
        used();
    }

    final ListHead prev() {
        ListHead value = prev.get();
        used();
        return value;
    }

    final void prev(ListHead head) {
        prev.set(head);
        used();
    }

    /** {@code list_empty()}. */
    final boolean isEmpty() {
        return next.readOnce() == this;
    }

    /** {@code list_add_tail()}. */
    final void addTail(ListHead added) {
        ListHead last = prev();
        prev(added);
        added.next(this);
        added.prev(last);
        last.nextOnce(added);
    }

    /** {@code list_del()}. */
    final void delete() {
        ListHead before = prev();
        ListHead after = next();
        after.prev(before);
        before.nextOnce(after);
    }
}
