package dev.stalemate.systems.grants;

import dev.stalemate.systems.grants.GrantDesign.Held;
import java.util.List;

/** The designs that come with the tool: Xen by fix. */
final class GrantDesigns {
    static final GrantDesign LOOKED_UP_EARLY = new GrantDesign(
            "looked-up-early",
            "38bfcc165d (XSA-255) to f147422bf9 (XSA-379; Xen 4.11 to 4.15.0): where the frame is mapped already is looked up before the p2m lock is taken",
            Held.NOTHING,
            false);
    static final GrantDesign NOTHING_HELD = new GrantDesign(
            "nothing-held",
            "f147422bf9 to eb6bbf7b30 (XSA-384), two weeks, in no release: between look-up and p2m entry the frame is held by nobody",
            Held.NOTHING,
            true);
    static final GrantDesign REFERENCE_HELD = new GrantDesign(
            "reference-held",
            "eb6bbf7b30 to 02708d3b51 (XSA-486; Xen 4.16 to 4.21.1): a reference of the page is held meanwhile",
            Held.REFERENCE,
            true);
    static final GrantDesign LOCK_HELD = new GrantDesign(
            "lock-held", "since 02708d3b51 (XSA-486): the grant lock is held meanwhile", Held.LOCK, true);

    static final List<GrantDesign> ALL = List.of(LOOKED_UP_EARLY, NOTHING_HELD, REFERENCE_HELD, LOCK_HELD);

    private GrantDesigns() {}
}
