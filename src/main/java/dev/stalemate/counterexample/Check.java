package dev.stalemate.counterexample;

import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Replays a saved counterexample and compares it with the record. */
public final class Check {
    private Check() {}

    /** The result of replaying a saved counterexample. */
    public enum Kind {
        /** Every state is as recorded, and the property is violated. */
        STILL_VIOLATES("still violated"),
        /** The property is violated, but some state, or the claim, differs from the record. */
        MODEL_CHANGED("still violated, but the model changed"),
        /** The property is not violated any more. */
        FIXED("not violated any more"),
        /** The property is violated. The file has no hashes, so there is no record to compare states with. */
        VIOLATES("violated"),
        /** The property is not violated, and there is no record. */
        DOES_NOT_VIOLATE("not violated"),
        /** Some step is not possible, or not known. */
        NOT_REPLAYABLE("can't be replayed"),
        /** The design is a user's own, and its file was not given, or another was. */
        OTHER_DESIGN("can't be replayed"),
        /** Some step is not possible, or not known, and there is no record: the file itself is wrong. */
        NO_RUN("can't be replayed");

        private final String says;

        Kind(String says) {
            this.says = says;
        }

        /** Whether nothing can be said of the run, because of what the user gave. */
        public boolean isBadInput() {
            return this == OTHER_DESIGN || this == NO_RUN;
        }

        @Override
        public String toString() {
            return says;
        }
    }

    /**
     * A counterexample that was replayed.
     *
     * @param kind the result
     * @param detail the reason, in a sentence; empty if everything is as recorded
     * @param trace the run, unless it can't be replayed
     * @param law the property, unless it can't be replayed
     */
    public record Result(Kind kind, String detail, @Nullable Trace trace, @Nullable Law law) {
        /** The result and, if there is one, the reason. */
        public String says() {
            return detail.isEmpty() ? kind.toString() : kind + ": " + detail;
        }

        /** The same, and that every state is as recorded, if it is. */
        public String saysInFull() {
            return says() + (kind == Kind.STILL_VIOLATES ? ", every state as recorded" : "");
        }

        /** Whether the property is violated, and nothing differs from the record, if there is one. */
        public boolean asRecorded() {
            return kind == Kind.STILL_VIOLATES || kind == Kind.VIOLATES;
        }

        /** Whether no step can be dropped; false where that is not tried, as for a property of progress. */
        public boolean isMinimal() {
            boolean shrinks = law != null && !law.kind().isProgress();
            if (trace == null || law == null || !shrinks || trace.firstViolation(law) < 0) {
                return false;
            }
            Trace shrunk = new Shrinker(trace.model(), law).shrink(trace.steps());
            return shrunk.steps().size() == trace.steps().size();
        }
    }

    /** Replays a counterexample of one of these systems. */
    public static Result of(Counterexample c, Catalogue systems) {
        try {
            ModelSystem system = systems.system(c.system());
            Design design = design(c, system);
            if (design == null) {
                return new Result(Kind.OTHER_DESIGN, wanted(c, system), null, null);
            }
            Model model = system.build(design, scope(system, c.scope()), c.law());
            Law law = model.law(c.law());
            return judge(c, replay(c, model, law), law, aboutClaim(c, system));
        } catch (IllegalArgumentException e) {
            Kind kind = c.initial() == null ? Kind.NO_RUN : Kind.NOT_REPLAYABLE;
            return new Result(kind, String.valueOf(e.getMessage()), null, null);
        }
    }

    /**
     * Takes a counterexample's steps at its scope on a design, which may be another one than its own.
     *
     * @throws IllegalArgumentException if that has no such step or property, or a step is not possible
     */
    public static Trace on(Counterexample c, ModelSystem system, Design design) {
        Model model = system.build(design, scope(system, c.scope()), c.law());
        return replay(c, model, model.law(c.law()));
    }

    private static Trace replay(Counterexample c, Model model, Law law) {
        List<Step> steps = steps(c, model);
        if (c.loop() == null) {
            return Trace.replay(model, steps);
        }
        if (law.kind() != Law.Kind.EVENTUALLY) {
            throw new IllegalArgumentException("the run goes on for ever, which says nothing of " + law.name());
        }
        return Trace.replay(model, steps, c.loop());
    }

    /** What is wrong with the claim that the file names; empty if nothing is, or if it names none. */
    public static String aboutClaim(Counterexample c, ModelSystem system) {
        if (c.claim() == null) {
            return "";
        }
        return system.claims().stream()
                .filter(claim -> claim.id().equals(c.claim()))
                .findFirst()
                .map(claim -> claim.design().name().equals(c.design())
                                && claim.law().equals(c.law())
                        ? ""
                        : "claim " + c.claim() + " is about " + claim.design().name() + " and " + claim.law())
                .orElse("there is no claim " + c.claim() + " of " + c.system());
    }

    private static Result judge(Counterexample c, Trace trace, Law law, String aboutClaim) {
        if (c.initial() == null) {
            return withoutRecord(trace, law, aboutClaim);
        }
        int different = firstDifference(c, trace);
        String changed = different < 0
                ? aboutClaim
                : "the " + (different == 0 ? "initial state" : "state after step " + different)
                        + " is not the recorded one";
        if (trace.firstViolation(law) < 0) {
            String why = different < 0 ? "every state is as recorded, so it is the property that changed" : changed;
            String objection =
                    law.kind().isProgress() ? "; " + Refutation.of(trace, law).objection() : "";
            return new Result(Kind.FIXED, why + objection, trace, law);
        }
        return new Result(changed.isEmpty() ? Kind.STILL_VIOLATES : Kind.MODEL_CHANGED, changed, trace, law);
    }

    private static Result withoutRecord(Trace trace, Law law, String aboutClaim) {
        if (!aboutClaim.isEmpty()) {
            throw new IllegalArgumentException(aboutClaim);
        }
        boolean violated = trace.firstViolation(law) >= 0;
        String objection = violated || !law.kind().isProgress()
                ? ""
                : "; " + Refutation.of(trace, law).objection();
        return new Result(
                violated ? Kind.VIOLATES : Kind.DOES_NOT_VIOLATE,
                "the file has no hashes, so no state was compared with a record" + objection,
                trace,
                law);
    }

    /** The number of the first state whose hash is not the recorded one, or -1. */
    private static int firstDifference(Counterexample c, Trace trace) {
        for (int after = 0; after <= c.steps().size(); after++) {
            String recorded =
                    after == 0 ? c.initial() : c.steps().get(after - 1).hash();
            if (!Counterexample.hash(trace, after).equals(recorded)) {
                return after;
            }
        }
        return -1;
    }

    /** The design: of one that carries its file, the design that was read from the same file; null if there is none. */
    private static @Nullable Design design(Counterexample c, ModelSystem system) {
        PatchFile carried = c.file();
        if (carried == null) {
            return system.design(c.design());
        }
        for (Design design : system.designs()) {
            PatchFile own = system.file(design);
            if (own != null
                    && own.sha256().equals(carried.sha256())
                    && own.base().equals(carried.base())) {
                return design;
            }
        }
        return null;
    }

    private static String wanted(Counterexample c, ModelSystem system) {
        PatchFile carried = Objects.requireNonNull(c.file());
        String given = system.designs().stream()
                .map(system::file)
                .filter(Objects::nonNull)
                .map(file -> "; " + file.name() + " has the SHA-256 " + file.shortHash())
                .collect(Collectors.joining());
        return "it is about the design in " + carried.name() + " with the SHA-256 " + carried.shortHash()
                + (given.isEmpty() ? "; name that file with --design" : given);
    }

    /** The scope with these changes; the preset that has the same, so that it prints under its name. */
    private static Scope scope(ModelSystem system, Map<String, String> changes) {
        for (Scope preset : system.scopes().values()) {
            if (preset.changes().equals(changes)) {
                return preset;
            }
        }
        Scope scope = Scope.of("", system.settings());
        for (Map.Entry<String, String> change : changes.entrySet()) {
            scope = scope.with(change.getKey(), change.getValue());
        }
        return scope.named(scope.toString());
    }

    private static List<Step> steps(Counterexample c, Model model) {
        List<Step> steps = new ArrayList<>();
        for (SavedStep saved : c.steps()) {
            try {
                Step step =
                        model.step(saved.action(), saved.arguments().values().asList());
                if (!Counterexample.arguments(step)
                        .keySet()
                        .asList()
                        .equals(saved.arguments().keySet().asList())) {
                    throw new IllegalArgumentException(saved.action() + " takes "
                            + Counterexample.arguments(step).keySet() + ", not "
                            + saved.arguments().keySet());
                }
                steps.add(step);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("step " + (steps.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return steps;
    }
}
