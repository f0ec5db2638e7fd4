package dev.stalemate.systems.iommuentries;

import dev.stalemate.systems.iommuentries.EntryDesign.Clears;
import dev.stalemate.systems.iommuentries.EntryDesign.FlushOrder;
import dev.stalemate.systems.iommuentries.EntryDesign.IotlbFlush;
import dev.stalemate.systems.iommuentries.EntryDesign.Replaces;
import dev.stalemate.systems.iommuentries.EntryDesign.Sets;
import dev.stalemate.systems.iommuentries.EntrySettings.Change;
import dev.stalemate.systems.iommuentries.EntrySettings.Other;
import java.util.ArrayList;
import java.util.List;

/** The steps of a change, in order, as a design makes it. */
final class EntryScript {
    static final String CLEAR_PRESENT = "clear-present";
    static final String ZERO = "zero";
    static final String STORE = "store";
    static final String SET_PRESENT = "set-present";
    static final String FLUSH_ENTRY = "flush-entry";
    static final String FLUSH_IOTLB = "flush-iotlb";
    /** A flush of the entry while it is absent, before the present bit is set. */
    static final String FLUSH_ABSENT = "flush-absent";
    /** A flush of the entry and of the new domain's translations after it was set up. */
    static final String FLUSH_SET_UP = "flush-set-up";
    /** Domain A is given up: from here on the device must not reach it. */
    static final String LEAVE = "leave";
    /** A new domain gets A's id. */
    static final String REUSE_ID = "reuse-id";

    static final String DONE = "done";

    private final EntryDesign design;
    private final List<String> steps = new ArrayList<>();

    private EntryScript(EntryDesign design) {
        this.design = design;
    }

    /** The steps of a change; {@link #DONE} is the last. */
    static List<String> of(EntryDesign design, Change change, Other other) {
        EntryScript script = new EntryScript(design);
        switch (change) {
            case SET_UP -> script.setUp();
            case TEAR_DOWN -> script.tearDown();
            case REPLACE -> {
                if (design.replaces == Replaces.AFTER_TEAR_DOWN) {
                    script.tearDown();
                    script.setUp();
                } else {
                    script.replace();
                }
            }
            case LINK -> throw new IllegalStateException("no entry changes");
        }
        if (other == Other.TAKES_ID) {
            script.steps.add(script.steps.indexOf(LEAVE) + 1, REUSE_ID);
        }
        script.steps.add(DONE);
        return List.copyOf(script.steps);
    }

    private void tearDown() {
        if (design.clears != Clears.WITH_WORD) {
            steps.add(CLEAR_PRESENT);
        }
        if (design.clears == Clears.FLUSHED) {
            flush();
            steps.add(ZERO);
        } else {
            steps.add(ZERO);
            flush();
        }
        leave();
    }

    private void replace() {
        if (design.clears != Clears.WITH_WORD) {
            steps.add(CLEAR_PRESENT);
        }
        if (design.clears == Clears.FLUSHED) {
            flush();
            setUp();
        } else {
            steps.add(STORE);
            flush();
        }
        leave();
    }

    private void setUp() {
        steps.add(STORE);
        if (design.sets == Sets.LAST_AFTER_FLUSH) {
            steps.add(FLUSH_ABSENT);
        }
        if (design.sets != Sets.WITH_WORD) {
            steps.add(SET_PRESENT);
        }
        if (design.flushesSetUp) {
            steps.add(FLUSH_SET_UP);
        }
    }

    private void flush() {
        boolean entryFirst = design.flushOrder == FlushOrder.ENTRY_FIRST;
        if (design.entryFlush && entryFirst) {
            steps.add(FLUSH_ENTRY);
        }
        if (design.iotlbFlush != IotlbFlush.NONE) {
            steps.add(FLUSH_IOTLB);
        }
        if (design.entryFlush && !entryFirst) {
            steps.add(FLUSH_ENTRY);
        }
    }

    /** Domain A is given up after all else that was done for it, or before the flushes. */
    private void leave() {
        int flush = steps.indexOf(FLUSH_ENTRY);
        int iotlb = steps.indexOf(FLUSH_IOTLB);
        int first = flush < 0 ? iotlb : iotlb < 0 ? flush : Math.min(flush, iotlb);
        steps.add(design.freesFirst && first > 0 ? first : steps.size(), LEAVE);
    }

    /** Whether a present entry is stored over. */
    static boolean storesOver(EntryDesign design, Change change) {
        return change == Change.REPLACE && design.replaces == Replaces.OVER && design.clears != Clears.FLUSHED;
    }
}
