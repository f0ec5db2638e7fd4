package dev.stalemate.systems.xen.claims;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.Proofs;
import dev.stalemate.systems.xen.model.OrderInvariants;
import dev.stalemate.systems.xen.model.XenInvariants;
import java.util.List;
import java.util.stream.Stream;

/** Which claims are proved for any values of registers, and what the proofs rest on. */
public final class XenProofs {
    private static final String WIDE = "wrmsr=wide,maxphyaddr=52";
    private static final String ELSEWHERE = "base=0x7fff0000";
    /** A touch re-types a whole table, so that one gfn does not stand for all: how many there are is that of the scope. */
    private static final String EVERY_VALUE =
            "every value of every MTRR (52 address bits, 8 variable pairs), four gfns in two tables at any addresses";
    /** All that a domain can do which has no part in a claim, beside what the claim's own scope has. */
    private static final String MORE = ",iomem=2,ioport=1,maps=mmio+mmio-ro+grant-table+grant+foreign";

    private static final List<String> STALE =
            List.of("X1", "X1c", "X1d", "X2", "X4", "X4b", "X9", "X9b", "X10b", "R5b", "R5d", "R5f", "R5g");
    private static final List<String> PINS =
            List.of("R9c", "R9d", "R9e", "R9f", "H5f", "H6d", "H7fix", "H7c", "H7e", "H8fix");

    /** The variable ranges that a guest has. */
    private static final int PAIRS = 8;

    private XenProofs() {}

    /** Writes all proofs of the system down. */
    public static void all(Proofs proofs) {
        for (String claim : Stream.of(STALE, PINS).flatMap(List::stream).toList()) {
            fresh(proofs, claim, "");
        }
        fresh(proofs, "X7", ",restore=wide");
        for (String claim : List.of("R6d", "R6e", "H5fix", "H5c")) {
            proofs.of(claim)
                    .at(WIDE + ",iommu=any,vcpus=2,anywhere=on,revoke=on,pins=on" + MORE)
                    .elsewhere(ELSEWHERE)
                    .by(XenInvariants.ENTRIES, XenInvariants.BARS)
                    .says(EVERY_VALUE);
        }
        for (String claim : List.of("X12", "H8c")) {
            proofs.of(claim)
                    .at(WIDE)
                    .elsewhere(ELSEWHERE)
                    .by(XenInvariants.ENTRIES, XenInvariants.EXITS, XenInvariants.ALIVE)
                    .says(EVERY_VALUE);
        }
        // The record's pairs are the vCPU's own, so nothing has to be known of the state.
        proofs.of("R4b").at(WIDE).elsewhere(ELSEWHERE).says(EVERY_VALUE);
        for (String claim : List.of("R5i", "H6fix")) {
            proofs.of(claim).at(WIDE).elsewhere(ELSEWHERE).says(EVERY_VALUE);
        }
        orders(proofs, "X5b");
    }

    private static void fresh(Proofs proofs, String claim, String more) {
        proofs.of(claim)
                .at(WIDE + ",vcpus=2,anywhere=on" + more)
                .elsewhere(ELSEWHERE)
                .by(XenInvariants.ENTRIES, XenInvariants.UNBORN, XenInvariants.FRESH)
                .says(EVERY_VALUE);
    }

    private static void orders(Proofs proofs, String claim) {
        String[] both = Stream.of("first.", "second.")
                .flatMap(domain -> Stream.of(
                                XenInvariants.ENTRIES,
                                XenInvariants.UNBORN,
                                XenInvariants.FRESH,
                                OrderInvariants.CREATED,
                                OrderInvariants.RANGES,
                                OrderInvariants.DEVICES,
                                OrderInvariants.REGISTERS,
                                OrderInvariants.MAPPED)
                        .map(name -> domain + name))
                .toArray(String[]::new);
        proofs.of(claim)
                .at(WIDE + "," + record("806", "0", "0"))
                .elsewhere(ELSEWHERE + "," + record("c00", "404040404040404", "200000"))
                .by(both)
                .says(
                        "every save record of MTRRs (52 address bits, 8 variable pairs), four gfns in two tables at any addresses");
    }

    /** A save record of all registers, as the scope's setting. */
    private static String record(String defType, String fixed, String variable) {
        StringBuilder record = new StringBuilder("restore=2ff:").append(defType);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            record.append('+')
                    .append(Integer.toHexString(MtrrMsr.fixed(i)))
                    .append(':')
                    .append(fixed);
        }
        for (int n = 0; n < PAIRS; n++) {
            for (int msr : new int[] {MtrrMsr.physBase(n), MtrrMsr.physMask(n)}) {
                record.append('+').append(Integer.toHexString(msr)).append(':').append(variable);
            }
        }
        return record.toString();
    }
}
