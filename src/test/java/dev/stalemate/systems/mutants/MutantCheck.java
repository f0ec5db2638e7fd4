package dev.stalemate.systems.mutants;

import dev.stalemate.model.Claim;
import dev.stalemate.systems.mutants.Survivors.Entry;
import dev.stalemate.systems.mutants.Trial.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with a system's claims, or with its list of survivors, once its mutants were tried. */
record MutantCheck(List<Tried> designs, List<Entry> survivors) {
    private static boolean isSurvivor(End end) {
        return end == End.SURVIVED || end == End.VACUOUS || end == End.NOT_ASKED;
    }

    /** Mutants that no claim kills, and that have no reason: each as a line of the list, without one. */
    List<String> withoutReason() {
        List<String> lines = new ArrayList<>();
        for (Tried tried : designs) {
            String design = tried.design().name();
            tried.ends().forEach((mutant, end) -> {
                if (isSurvivor(end) && survivors.stream().noneMatch(e -> e.covers(design, mutant))) {
                    lines.add(design + " | " + mutant + " | " + (end == End.SURVIVED ? "" : "(" + end + ")"));
                }
            });
        }
        return lines;
    }

    /** Mutants that a bound on the search left open. */
    List<String> undecided() {
        List<String> lines = new ArrayList<>();
        for (Tried tried : designs) {
            tried.ends().forEach((mutant, end) -> {
                if (end == End.UNDECIDED) {
                    lines.add(tried.design().name() + " | " + mutant);
                }
            });
        }
        return lines;
    }

    /** Reasons of which no survivor is left, or which are given for a mutant of the one design that they name, and it is killed. */
    List<Entry> wrongReasons() {
        return survivors.stream()
                .filter(entry -> {
                    List<End> ends = designs.stream()
                            .flatMap(tried -> tried.ends().entrySet().stream()
                                    .filter(e -> entry.covers(tried.design().name(), e.getKey()))
                                    .map(Map.Entry::getValue))
                            .toList();
                    boolean killed = ends.contains(End.KILLED) && !entry.ofAnyDesign();
                    return killed || (!ofIdleClaim(entry) && ends.stream().noneMatch(MutantCheck::isSurvivor));
                })
                .toList();
    }

    /** Claims that no mutant violates, and for which no reason is given: a line of the list with the claim's number for a mutant. */
    List<String> idleClaims() {
        return designs.stream()
                .flatMap(tried -> idle(tried).stream().filter(id -> survivors.stream()
                        .noneMatch(entry -> entry.covers(tried.design().name(), id))))
                .toList();
    }

    private boolean ofIdleClaim(Entry entry) {
        return designs.stream().anyMatch(tried -> idle(tried).stream()
                .anyMatch(id -> entry.covers(tried.design().name(), id)));
    }

    private static List<String> idle(Tried tried) {
        return tried.claims().stream()
                .filter(claim -> tried.count(claim).killed() == 0)
                .map(Claim::id)
                .toList();
    }
}
