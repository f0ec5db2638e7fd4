package dev.stalemate.systems.grants;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of Xen's grant-table frames in the p2m from 2021 to 2026: two that did not hold, and the one that does. */
final class GrantClaims extends ClaimList {
    private static final String RETAINED = "no-retained-mapping";
    private static final String ONE_GFN = "one-gfn-a-frame";
    private static final String CRASHED = "never-crashed";

    private static final String SMALL = "cpus=2,gfns=2";
    private static final String LARGER = "cpus=3,gfns=3,frames=2";

    private GrantClaims(GrantSystem system) {
        super(system);
    }

    static List<Claim> of(GrantSystem system) {
        GrantClaims claims = new GrantClaims(system);
        claims.freed();
        claims.twice();
        return claims.all();
    }

    private void freed() {
        claim(
                "H28",
                GrantDesigns.NOTHING_HELD,
                RETAINED,
                SMALL,
                VIOLATED,
                "Up to eb6bbf7b30 (2021, XSA-384, CVE-2021-28701) a status frame was looked up under the grant lock, and entered into the p2m without"
                        + " it. A change of the table's version frees it in between, and the guest gets a mapping of a page that is another's.");
        claim(
                "H28b",
                GrantDesigns.REFERENCE_HELD,
                RETAINED,
                SMALL,
                VIOLATED,
                "The first fix, eb6bbf7b30 (2021, XSA-384), holds a reference in between (02708d3b51, 2026, XSA-486, CVE-2026-23558). The version change"
                        + " looks for a mapping before the entry is there, and for references after they are gone.");
        claim(
                "H28fix",
                GrantDesigns.LOCK_HELD,
                RETAINED,
                LARGER,
                HOLDS,
                "02708d3b51 (2026, XSA-486) holds the grant lock until the entry is there. A version change finds it, or comes first.");
        answer(
                "H28c",
                GrantDesigns.REFERENCE_HELD,
                CRASHED,
                SMALL,
                VIOLATED,
                "The first fix, where the frame is given up while the other CPU still holds it.",
                "gnttab_unpopulate_status_frames() finds the reference, crashes the domain and keeps the page: that order, which the fix was made"
                        + " for, leaks nothing, and a guest can bring down itself.");
        claim(
                "H28d",
                GrantDesigns.LOCK_HELD,
                CRASHED,
                LARGER,
                HOLDS,
                "02708d3b51 (2026, XSA-486) ends that, too: nobody holds a reference while another has the grant lock.");
        answer(
                "H28e",
                GrantDesigns.NOTHING_HELD,
                RETAINED,
                "cpus=1,gfns=3,frames=2",
                HOLDS,
                "The design of H28 with one CPU.",
                "calls come one after the other, so a mapping is complete before the version changes: the bug needs two CPUs.");
    }

    private void twice() {
        claim(
                "H28f",
                GrantDesigns.LOOKED_UP_EARLY,
                ONE_GFN,
                SMALL,
                VIOLATED,
                "Up to f147422bf9 (2021, XSA-379, CVE-2021-28697) two mappings of one frame at a time both found that it was mapped nowhere. It is at two"
                        + " gfns then, one of which is never removed.");
        claim(
                "H28g",
                GrantDesigns.NOTHING_HELD,
                ONE_GFN,
                LARGER,
                HOLDS,
                "f147422bf9 (2021, XSA-379) looks under the p2m lock. The second mapping finds the first, and moves it.");
        claim(
                "H28h",
                GrantDesigns.LOCK_HELD,
                ONE_GFN,
                LARGER,
                HOLDS,
                "02708d3b51 (2026, XSA-486) keeps the look under the p2m lock. The grant lock alone would be enough, as it is held until then.");
    }
}
