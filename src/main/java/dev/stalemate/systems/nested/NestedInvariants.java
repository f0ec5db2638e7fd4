package dev.stalemate.systems.nested;

import dev.stalemate.model.Invariant;
import dev.stalemate.model.Proofs;
import dev.stalemate.systems.nested.NestedDesign.AtLoad;
import dev.stalemate.systems.nested.NestedDesign.AtMigration;
import java.util.ArrayList;
import java.util.List;

/**
 * Why no vCPU uses what its own INVEPT should have removed: an invariant of one vCPU and one CPU, so that it doesn't matter how many of each
 * there are.
 */
final class NestedInvariants {
    private static final String ANY = "any number of CPUs";

    static final String PLACED = "runs-on-a-cpu";
    static final String LOADED = "active-slot-is-of-loaded-eptp";
    static final String SHADOW = "shadow-is-current-or-owed";
    static final String CACHED = "cached-is-current-or-owed";
    static final String WHERE = "cached-where-it-is-dropped";
    static final String MARKED = "marked-where-it-runs";
    static final String UNMARKED = "unmarked-where-it-is";

    private final NestedFields fields;
    private final NestedDesign design;
    private final ShadowTables tables;

    NestedInvariants(NestedFields fields) {
        this.fields = fields;
        this.design = fields.design;
        this.tables = fields.tables;
    }

    /** How claims are proved by them. */
    static void prove(Proofs proofs) {
        List.of("N2", "N2g", "N2h", "N3b").forEach(claim -> anyNumber(proofs, claim)
                .by(PLACED, LOADED, SHADOW, CACHED)
                .says(ANY));
        List.of("N3", "N3g", "N3h", "N3i", "N3j").forEach(claim -> anyNumber(proofs, claim)
                .by(PLACED, LOADED, SHADOW, CACHED, WHERE)
                .says(ANY));
        List.of("N10", "N10d").forEach(claim -> anyNumber(proofs, claim)
                .by(PLACED, LOADED, SHADOW, CACHED, UNMARKED)
                .says(ANY));
        List.of("N10b", "N10e").forEach(claim -> anyNumber(proofs, claim)
                .by(PLACED, LOADED, SHADOW, CACHED, WHERE, MARKED)
                .says(ANY));
    }

    private static Proofs.Draft anyNumber(Proofs proofs, String claim) {
        return proofs.of(claim).at("cpus=3").any("cpu");
    }

    /** Those of a design and a scope for which they are true; none for others. */
    List<Invariant> all() {
        List<Invariant> all = new ArrayList<>();
        boolean explained = fields.scope.get(NestedSettings.L1_CHANGES) > 0
                && fields.scope.get(NestedSettings.P2M_CHANGES) == 0
                && !fields.race
                && fields.pool == 0
                && !design.shared
                && NestedSettings.Caches.GUEST_PHYSICAL == fields.scope.get(NestedSettings.CACHES);
        if (!explained) {
            return all;
        }
        all.add(Invariant.of(PLACED, "a vCPU that is in L2 or in L0 on its behalf has a CPU")
                .each(fields.vcpu)
                .holds((s, v) -> !fields.isScheduled(s, v) || fields.place.is(s, v)));
        all.add(Invariant.of(LOADED, "the slot that a vCPU runs L2 with shadows the EPTP that L1 has loaded there")
                .each(fields.vcpu)
                .holds((s, v) -> !fields.active.is(s, v)
                        || (fields.loaded.is(s, v)
                                && tables.key(s, v, fields.active.get(s, v) - 1) == fields.loaded.get(s, v))));
        all.add(Invariant.of(
                        SHADOW,
                        "what a shadow has is what both levels have now, or L1 has changed it and the vCPU has executed no INVEPT since")
                .each(fields.vcpu, fields.slot)
                .holds(this::isShadowRight));
        all.add(Invariant.of(
                        CACHED,
                        "the same of what a CPU has cached of a vCPU's slots, unless it is dropped before it is used")
                .each(fields.cpu, fields.vcpu)
                .holds(this::isCachedRight));
        if (design.tracksWhereItRan() || design.atMigration != AtMigration.NOTHING) {
            all.add(Invariant.of(WHERE, "a CPU has cached of a vCPU's slots only what the next flush reaches there")
                    .each(fields.cpu, fields.vcpu)
                    .holds(this::isReached));
        }
        if (design.tracksWhereItRan()) {
            all.add(Invariant.of(MARKED, "the CPU that a vCPU runs on is marked")
                    .each(fields.vcpu)
                    .holds((s, v) -> !fields.isScheduled(s, v) || isMarkedWhereItIs(s, v)));
        }
        if (design.marksArrivals()) {
            all.add(Invariant.of(UNMARKED, "the CPU that a vCPU is on, or was on last, has nothing to drop for it")
                    .each(fields.vcpu)
                    .holds((s, v) -> !isMarkedWhereItIs(s, v)));
        }
        return all;
    }

    private boolean isMarked(long[] s, int v, int c) {
        return fields.mask.is(s, v * fields.cpu.size() + c);
    }

    private boolean isMarkedWhereItIs(long[] s, int v) {
        return fields.place.is(s, v) && isMarked(s, v, fields.cpuOf(s, v));
    }

    /** Whether a translation of a slot, 1 + a machine frame or 0, is one that the vCPU may still use. */
    private boolean isRight(long[] s, int v, int t, int g, int target) {
        int e = tables.key(s, v, t) - 1;
        return target == 0
                || (e >= 0 && (target == fields.composed(s, e, g) || fields.owed.is(s, fields.owedAt(v, e, g))));
    }

    private boolean isShadowRight(long[] s, int v, int t) {
        for (int g = 0; g < fields.l2Frame.size(); g++) {
            if (!isRight(s, v, t, g, tables.shadow(s, v, t, g))) {
                return false;
            }
        }
        return true;
    }

    private boolean isCachedRight(long[] s, int c, int v) {
        for (int t = 0; t < fields.slot.size(); t++) {
            for (int g = 0; isUsed(s, c, v, t) && g < fields.l2Frame.size(); g++) {
                if (!isRight(s, v, t, g, tables.cached(s, c, v, t, g))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a vCPU may use what a CPU has cached of a slot, without a flush before. */
    private boolean isUsed(long[] s, int c, int v, int t) {
        boolean active = fields.active.get(s, v) == t + 1;
        boolean here = fields.cpuOf(s, v) == c || !fields.place.is(s, v);
        return switch (design.atMigration) {
            case ALL_ON_ARRIVED -> here;
            case ACTIVE_ON_ARRIVED -> here && (active || design.atLoad != AtLoad.LOADED);
            default -> !design.marksArrivals() || !isMarked(s, v, c);
        };
    }

    private boolean isReached(long[] s, int c, int v) {
        for (int t = 0; t < fields.slot.size(); t++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                if (tables.cached(s, c, v, t, g) != 0 && !isReached(s, c, v, t)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isReached(long[] s, int c, int v, int t) {
        if (design.tracksWhereItRan()) {
            return isMarked(s, v, c);
        }
        boolean here = fields.cpuOf(s, v) == c;
        return switch (design.atMigration) {
            case ALL_ON_LEFT -> here && fields.active.is(s, v);
            case ACTIVE_ON_LEFT -> here && fields.active.get(s, v) == t + 1;
            default -> fields.active.is(s, v);
        };
    }
}
