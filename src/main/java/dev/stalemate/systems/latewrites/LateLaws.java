package dev.stalemate.systems.latewrites;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the frames that the pages had, once another guest has them. */
final class LateLaws {
    static final String STAYS = "no-late-write";
    static final String UNREAD = "no-late-read";

    private LateLaws() {}

    static List<Law> all(LateFields f) {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        STAYS,
                        Breaks.ISOLATION,
                        "what another guest has written to a frame stays: no write of the first guest takes effect there")
                .where(f.frames::someoneWrote)
                .none(
                        f.frames.index(),
                        f.overwritten::is,
                        (s, m) -> "a write that was in flight has taken effect in mfn " + m
                                + ", over what the other guest wrote"));
        if (f.reads) {
            all.add(Law.always(
                            UNREAD,
                            Breaks.ISOLATION,
                            "no read of the first guest returns what another guest has written to a frame")
                    .where(f.frames::someoneWrote)
                    .none(
                            f.agent,
                            f.leaked::is,
                            (s, a) -> "a read of agent " + a
                                    + " that was in flight has returned what the other guest wrote"));
        }
        return all;
    }
}
