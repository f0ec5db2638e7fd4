package dev.stalemate.systems.grants;

import static dev.stalemate.systems.grants.GrantDesign.COUNTED;
import static dev.stalemate.systems.grants.GrantDesign.FOUND_AGAIN;
import static dev.stalemate.systems.grants.GrantDesign.LOCK_HELD;
import static dev.stalemate.systems.grants.GrantDesign.LOOKED_UP_EARLY;
import static dev.stalemate.systems.grants.GrantDesign.NOTHING_HELD;
import static dev.stalemate.systems.grants.GrantDesign.REFERENCE_HELD;
import static dev.stalemate.systems.grants.GrantLaws.BOUNDS;
import static dev.stalemate.systems.grants.GrantLaws.CRASHED;
import static dev.stalemate.systems.grants.GrantLaws.ONE_GFN;
import static dev.stalemate.systems.grants.GrantLaws.OTHERS_FRAME;
import static dev.stalemate.systems.grants.GrantLaws.RETAINED;

import dev.stalemate.model.Claims;

/** Fixes of Xen's grant-table frames in the p2m from 2021 to 2026: two that did not hold, and the one that does. */
final class GrantClaims {
    static final String SMALL = "cpus=2,gfns=2";
    static final String LARGER = "cpus=3,gfns=3,frames=2";

    private static final String ALL = "copies=on,mappings=on,transfers=on";

    private GrantClaims() {}

    static void all(Claims claims) {
        freed(claims);
        twice(claims);
        copied(claims);
        mapped(claims);
        transferred(claims);
    }

    private static void copied(Claims claims) {
        claims.of("H66", LOCK_HELD, OTHERS_FRAME)
                .at("gfns=1,copies=on")
                .violated(
                        "Up to 96dfeb4177 (2026, XSA-501, CVE-2026-62436) a copy of a transitive grant looked its status bits up, dropped the"
                                + " grant lock, and cleared them later. A change of the version frees the status frame in between, and the"
                                + " bits are cleared in a page of another guest.");
        claims.of("H66fix", COUNTED, OTHERS_FRAME)
                .at("gfns=1," + ALL)
                .holds(
                        "96dfeb4177 (2026, XSA-501) counts such copies, and the version does not change meanwhile. A mapping that fails"
                                + " works out again where its status bits are if the version has changed.");
        claims.of("H66b", LOCK_HELD.with("copies-counted=on"), OTHERS_FRAME)
                .at("gfns=1,mappings=on")
                .open("96dfeb4177 (2026, XSA-501) without what it does for mappings of reserved entries.")
                .violated(
                        "a reserved entry may be in use while the version changes, so that the error path of its mapping has the same pointer.");
    }

    private static void mapped(Claims claims) {
        claims.of("H66c", COUNTED, OTHERS_FRAME)
                .at("gfns=1,mappings=on,back=on")
                .open(
                        "96dfeb4177 (2026, XSA-501) and a mapping of a reserved entry, while the version changes to 1 and back to 2.")
                .violated(
                        "the version is the same again and the status frame is another one. The error path compares versions, and clears"
                                + " bits in the frame that was freed.");
        claims.of("H66d", FOUND_AGAIN, OTHERS_FRAME)
                .at("gfns=1,copies=on,mappings=on,back=on")
                .open("96dfeb4177 (2026, XSA-501), if a mapping that fails always looked its status bits up again.")
                .holds("the mapping finds the status bits that the table has now.");
        claims.of("H66e", COUNTED, OTHERS_FRAME)
                .at("gfns=1,copies=on,back=on")
                .open("The copies of 96dfeb4177 (2026, XSA-501), while the version changes to 1 and back to 2.")
                .holds("the version does not change at all while a copy is on its way.");
    }

    private static void transferred(Claims claims) {
        claims.of("H67", LOCK_HELD, BOUNDS)
                .at("gfns=1,transfers=on,back=on")
                .violated(
                        "Up to 96dfeb4177 (2026, XSA-501, CVE-2026-62435) a transfer checked its reference, dropped the grant lock, and used"
                                + " the reference later. After a change to version 2 the table has half as many entries.");
        claims.of("H67fix", COUNTED, BOUNDS)
                .at("gfns=1," + ALL + ",back=on")
                .holds("96dfeb4177 (2026, XSA-501) makes the transfer fail if the version has changed.");
    }

    private static void freed(Claims claims) {
        claims.of("H28", NOTHING_HELD, RETAINED)
                .at(SMALL)
                .violated(
                        "Up to eb6bbf7b30 (2021, XSA-384, CVE-2021-28701) a status frame was looked up under the grant lock, and "
                                + "entered into the p2m without it. A change of the table's version frees it in between, and the guest gets "
                                + "a mapping of a page that belongs to another guest.");
        claims.of("H28b", REFERENCE_HELD, RETAINED)
                .at(SMALL)
                .violated(
                        "The first fix, eb6bbf7b30 (2021, XSA-384), holds a reference in between (02708d3b51, 2026, XSA-486,"
                                + " CVE-2026-23558). The version change"
                                + " looks for a mapping before the entry is there, and for references after they are gone.");
        claims.of("H28fix", LOCK_HELD, RETAINED)
                .at(LARGER)
                .holds(
                        "02708d3b51 (2026, XSA-486) holds the grant lock until the entry is there. A version change finds it, or comes first.");
        claims.of("H28c", REFERENCE_HELD, CRASHED)
                .at(SMALL)
                .open("The first fix, eb6bbf7b30 (2021, XSA-384), where the frame is given up while the other CPU still"
                        + " holds it.")
                .violated(
                        "gnttab_unpopulate_status_frames() finds the reference, crashes the domain and keeps the page. In this "
                                + "order, for which the fix was made, nothing is leaked, but a guest can crash itself.");
        claims.of("H28d", LOCK_HELD, CRASHED)
                .at(LARGER)
                .holds("02708d3b51 (2026, XSA-486) ends the crashes of the first fix: no CPU holds a reference while"
                        + " another CPU has the grant lock.");
        claims.of("H28e", NOTHING_HELD, RETAINED)
                .at("cpus=1,gfns=3,frames=2")
                .open("The design before eb6bbf7b30 (2021, XSA-384) with one CPU.")
                .holds(
                        "calls come one after the other, so a mapping is complete before the version changes: the bug needs two CPUs.");
    }

    private static void twice(Claims claims) {
        claims.of("H28f", LOOKED_UP_EARLY, ONE_GFN)
                .at(SMALL)
                .violated(
                        "Up to f147422bf9 (2021, XSA-379, CVE-2021-28697) two simultaneous mappings of one frame both found that "
                                + "it was mapped nowhere. Then it is at two gfns, one of which is never removed.");
        claims.of("H28g", NOTHING_HELD, ONE_GFN)
                .at(LARGER)
                .holds(
                        "f147422bf9 (2021, XSA-379) looks under the p2m lock. The second mapping finds the first, and moves it.");
        claims.of("H28h", LOCK_HELD, ONE_GFN)
                .at(LARGER)
                .holds(
                        "02708d3b51 (2026, XSA-486) keeps the look under the p2m lock. The grant lock alone would be enough, as it is held"
                                + " until then.");
    }
}
