package dev.stalemate.systems.nested;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the thread weighs: interrupts at INVEPT against flushes at migration, and the cost of telling the shadows of every p2m change. */
final class NestedScenarios {
    private static final int CPUS = 4;
    private static final int ROUNDS = 8;
    private static final String ATTACH = "? attach vcpu=0 slot=0 | attach vcpu=0 slot=1";
    private static final String TOUCH = "? touch vcpu=0 l2-frame=0";

    private static final List<NestedDesign> FLUSHING = List.of(
            NestedDesign.EVERY_CPU,
            NestedDesign.WHERE_IT_RAN,
            NestedDesign.LEFT,
            NestedDesign.ARRIVED,
            NestedDesign.ALL_LEFT,
            NestedDesign.ARRIVAL_MASK,
            NestedDesign.GENERATION);

    private static final List<NestedDesign> TELLING =
            List.of(NestedDesign.FLUSH_ALL, NestedDesign.FLUSH_AT_ENTRY, NestedDesign.GENERATION);

    private NestedScenarios() {}

    static List<Scenario> of(NestedSystem system) {
        Scope l1 = scope(system, "l1-changes=9,eptps=2,slots=2,frames=2");
        Scope p2m = scope(system, "p2m-changes=9,l2-frames=8,frames=8");
        return List.of(
                new Scenario(
                        "invept-often",
                        "a vCPU stays on its CPU; L1 executes " + ROUNDS
                                + " INVEPTs of its EPTP, L2 touches a page after each",
                        l1,
                        FLUSHING,
                        rounds(round -> List.of("invept-single vcpu=0 eptp=0", ATTACH, TOUCH))),
                new Scenario(
                        "migrate-often",
                        "a vCPU changes its CPU " + ROUNDS + " times, round " + CPUS
                                + " of them, and touches a page on each; then L1 executes INVEPT once",
                        l1,
                        FLUSHING,
                        then(
                                rounds(round -> List.of(
                                        "deschedule vcpu=0", "schedule vcpu=0 cpu=" + (round + 1) % CPUS, TOUCH)),
                                "invept-single vcpu=0 eptp=0")),
                new Scenario(
                        "migrate-and-invept",
                        "as migrate-often, with an INVEPT on each CPU",
                        l1,
                        FLUSHING,
                        rounds(round -> List.of(
                                "deschedule vcpu=0",
                                "schedule vcpu=0 cpu=" + (round + 1) % CPUS,
                                TOUCH,
                                "invept-single vcpu=0 eptp=0",
                                ATTACH,
                                TOUCH))),
                new Scenario(
                        "two-eptps",
                        "L1 runs two L2s on a vCPU by turns, " + ROUNDS + " times, each of which touches a page",
                        l1,
                        FLUSHING,
                        rounds(round -> List.of(
                                "load-eptp vcpu=0 eptp=" + (round + 1) % 2 + " slot=" + (round + 1) % 2, TOUCH))),
                new Scenario(
                        "p2m-changes",
                        "a vCPU has touched " + ROUNDS
                                + " pages; one after the other leaves the p2m, and the rest are touched again",
                        p2m,
                        TELLING,
                        leaving()));
    }

    private static Scope scope(NestedSystem system, String changes) {
        return Scope.of("costs", system.settings())
                .with("costs=on,cpus=" + CPUS + "," + changes)
                .named("costs");
    }

    /** What a round does. */
    private interface Round {
        List<String> lines(int number);
    }

    /** A vCPU that runs L2 and has touched its page, then so many rounds. */
    private static List<String> rounds(Round round) {
        List<String> lines = new ArrayList<>(List.of("schedule vcpu=0 cpu=0", "load-eptp vcpu=0 eptp=0 slot=0", TOUCH));
        for (int r = 0; r < ROUNDS; r++) {
            lines.addAll(round.lines(r));
        }
        return lines;
    }

    private static List<String> then(List<String> lines, String last) {
        List<String> all = new ArrayList<>(lines);
        all.add(last);
        return all;
    }

    private static List<String> leaving() {
        String touchAll = "*";
        String flushes = "*";
        for (int i = 0; i < ROUNDS; i++) {
            touchAll += String.format(Locale.ROOT, "%s touch vcpu=0 l2-frame=%d", i == 0 ? "" : " |", i);
        }
        for (int c = 0; c < CPUS; c++) {
            flushes += String.format(Locale.ROOT, "%s flush cpu=%d", c == 0 ? "" : " |", c);
        }
        List<String> lines =
                new ArrayList<>(List.of("schedule vcpu=0 cpu=0", "load-eptp vcpu=0 eptp=0 slot=0", touchAll));
        for (int frame = 0; frame < ROUNDS; frame++) {
            lines.addAll(List.of(
                    "foreign-remove frame=" + frame, "empty-all", flushes, "free", "? attach vcpu=0 slot=0", touchAll));
        }
        return lines;
    }
}
