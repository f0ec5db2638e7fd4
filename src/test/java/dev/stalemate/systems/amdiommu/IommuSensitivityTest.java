package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class IommuSensitivityTest extends DesignPairs {
    private static final IommuSystem SYSTEM = new IommuSystem();
    private static final String ERRORS = "errors=on,reassign=off,cpus=1,devices=2,assigned=2,dfns=0x0+0x8000000";
    private static final String QUARANTINE = "callers=none,cpus=1,dfns=0x0,quarantine=3,next-level=ignored";
    private static final String SOME = "cpus=2";
    private static final String REASSIGN = "quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,cpus=1";

    private static final List<Pair> PAIRS = List.of(
            new Pair("lock-held-at-update", SOME, "xen-4.12.1", "all-locked"),
            new Pair("lock-held-at-update", SOME, "xen-4.12.1", "notify"),
            new Pair("callers-hold-lock", SOME, "xen-4.12.1", "all-locked"),
            new Pair("callers-hold-lock", "dfns=0x0,frames=1", "xen-4.12.1", "notify"),
            new Pair("list-walk-stays", SOME, "xen-4.12.1", "notify"),
            new Pair("entry-of-own-domain", SOME, "xen-4.12.1", "notify"),
            new Pair("assertion-fires", SOME, "assert-at-update", "assert-owner-on-entry"),
            new Pair("root-with-own-levels", SOME, "notify", "notify-atomic-entry"),
            new Pair("root-with-own-levels", SOME + ",apart=on", "notify-words", "notify-atomic-entry"),
            new Pair("root-with-own-levels", "cpus=1", "xen-4.13.0-rc4", "xen-4.12.1"),
            new Pair("tables-are-no-target", REASSIGN, "xen-4.12.1", "xen-4.13.0-rc4"),
            new Pair("root-with-own-levels", "callers=none,cpus=1,quarantine=3", "reassign-keeps-mode", "four-levels"),
            new Pair("cached-under-own-id", REASSIGN, "reassign-any-order", "reassign-on-last"),
            new Pair("cached-under-own-id", REASSIGN, "reassign-live", "reassign-at-once"),
            new Pair("cached-under-own-id", REASSIGN, "reassign-id-last", "reassign-at-once"),
            new Pair("never-refused", REASSIGN, "reassign-on-last", "reassign-at-once"),
            new Pair("published-everywhere", ERRORS, "xen-4.12.1", "careful-errors"),
            new Pair("mapped-translates", "callers=ram+mmio,reassign=off", "notify-forgotten", "notify-atomic-entry"),
            new Pair(
                    "mapped-translates",
                    "dfns=0x0+0x200,callers=ram,reassign=off",
                    "fitted-off-by-one",
                    "fitted-levels"),
            new Pair(
                    "mapped-translates",
                    "quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,devices=2,cpus=1,assigned=2",
                    "reassign-live",
                    "four-levels"),
            new Pair("running-guest-translates", "cpus=1,reassign=off", "notify-no-entry-flush", "notify-atomic-entry"),
            new Pair("tables-are-no-target", QUARANTINE, "quarantine-48-bits", "four-levels"),
            new Pair(
                    "no-retained-mapping",
                    "unmap=on,callers=ram,reassign=off,tables=8",
                    "unmap-no-flush",
                    "four-levels"),
            new Pair(
                    "no-retained-mapping",
                    "unmap=on,callers=ram,reassign=off,tables=8",
                    "unmap-other-id",
                    "four-levels"),
            new Pair("no-leaked-table", ERRORS, "xen-4.12.1", "careful-errors"),
            new Pair("levels-fixed", "cpus=1,tables=8", "notify", "four-levels"));

    IommuSensitivityTest() {
        super(SYSTEM, PAIRS);
    }

    @Override
    protected Set<String> names() {
        Model everything = SYSTEM.model(IommuDesign.ASSERT_AT_UPDATE, SYSTEM.scope("small,unmap=on,quarantine=3"));
        return everything.laws().stream().map(Law::name).collect(Collectors.toSet());
    }
}
