package dev.stalemate.systems.teardown;

import dev.stalemate.systems.teardown.TeardownSettings.Fails;

/** Which steps of a hypercall can fail: of one function, or of the region, once or each time. */
final class Failures {
    private final TeardownFields f;
    private final boolean lasts;

    Failures(TeardownFields fields) {
        f = fields;
        lasts = fields.scope.get(TeardownSettings.LASTS);
    }

    /** Whether a step can fail; {@code who} is the function that it is about, or 0 if it is about the region. */
    boolean mayFail(long[] s, Fails what, int who) {
        return f.fails(what) && (f.failed.get(s, 0) == 0 || mustFail(s, what, who));
    }

    /** Whether a step can only fail, because it has failed before. */
    boolean mustFail(long[] s, Fails what, int who) {
        return f.fails(what) && lasts && f.failed.get(s, 0) == who + 1;
    }

    /** A step has failed. */
    void failed(long[] s, int who) {
        f.failed.set(s, 0, who + 1);
    }
}
