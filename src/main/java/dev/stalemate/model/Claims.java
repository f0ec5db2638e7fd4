package dev.stalemate.model;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A system's claims as they are written down:
 *
 * <pre>
 * claims.from(MailThreads.IOMMU_MODE);
 * claims.of("H28", NOTHING_HELD, RETAINED).at("cpus=2").violated("Up to eb6bbf7b30 ...");
 * claims.of("H28c", REFERENCE_HELD, CRASHED).open("The first fix, where ...").violated("The count is ...");
 * claims.of("A3", LOCKED, ORDERED).expectedToHold("The lock keeps ...").violated("It is dropped ...");
 * </pre>
 *
 * <p>A claim comes from the sources of its section, from each known commit that its sentences name by its hash, and from each advisory that
 * they name.
 */
public final class Claims {
    /** How many digits of a hash tell commits apart. */
    private static final int DIGITS = 10;

    private static final Pattern NAMED =
            Pattern.compile("\\b([0-9a-f]{" + DIGITS + "})(?:[0-9a-f]{2})?\\b|\\bXSA-([0-9]+)");

    private final ModelSystem system;
    private final List<Claim> all = new ArrayList<>();
    private final Map<String, Source.Commit> commits = new HashMap<>();
    private ImmutableList<Source> section = ImmutableList.of();
    private @Nullable String begun;

    /** No claims yet. */
    public Claims(ModelSystem system) {
        this.system = system;
    }

    /** Commits whose hashes the sentences that follow may name. */
    public Claims naming(Collection<Source.Commit> known) {
        known.forEach(commit -> commits.put(commit.hash().substring(0, DIGITS), commit));
        return this;
    }

    /** Begins a section: the claims that follow come from these sources, and from what their sentences name. */
    public void from(Source... sources) {
        section = ImmutableList.copyOf(sources);
    }

    /**
     * Begins a claim.
     *
     * @param id as tables print it; no other claim of the system has it
     * @param design the design that it is about
     * @param law the law's name
     * @throws IllegalStateException if the claim before has no verdict, or the id is taken
     */
    public Draft of(String id, Design design, String law) {
        mustBeWhole();
        if (all.stream().anyMatch(claim -> claim.id().equals(id))) {
            throw new IllegalStateException("claim " + id + " exists already");
        }
        begun = id;
        return new Draft(id, design, law);
    }

    /**
     * What was written down, in that order.
     *
     * @throws IllegalStateException if a claim has no verdict
     */
    public List<Claim> all() {
        mustBeWhole();
        return List.copyOf(all);
    }

    private void mustBeWhole() {
        if (begun != null) {
            throw new IllegalStateException("claim " + begun + " has no verdict");
        }
    }

    /** A claim without its verdict. */
    public final class Draft {
        private final String id;
        private final Design design;
        private final String law;
        private String changes = "";

        private Draft(String id, Design design, String law) {
            this.id = id;
            this.design = design;
            this.law = law;
        }

        /** Where it is decided: the settings that differ from their initial values, such as {@code cpus=3,gfns=3}. */
        public Draft at(String settings) {
            changes = settings;
            return this;
        }

        /** The sources say, rightly, that the law holds. */
        public void holds(String says) {
            add(Verdict.HOLDS, says, null);
        }

        /** The sources say, rightly, that the law is violated. */
        public void violated(String says) {
            add(Verdict.VIOLATED, says, null);
        }

        /** The sources say that the law holds; the model finds something else. */
        public Answer expectedToHold(String says) {
            return new Answer(this, Verdict.HOLDS, says);
        }

        /** The sources say that the law is violated; the model finds something else. */
        public Answer expectedToFail(String says) {
            return new Answer(this, Verdict.VIOLATED, says);
        }

        /** The sources leave it open. */
        public Answer open(String says) {
            return new Answer(this, null, says);
        }

        private void add(@Nullable Verdict expected, String says, @Nullable Finding finding) {
            Scope initial = Scope.of(id, system.settings());
            Scope scope = changes.isEmpty() ? initial : initial.with(changes).named(id);
            Set<Source> sources = new LinkedHashSet<>(section);
            addNamed(sources, says);
            if (finding != null) {
                addNamed(sources, finding.why());
            }
            all.add(new Claim(id, system, design, law, scope, expected, says, finding, ImmutableList.copyOf(sources)));
            begun = null;
        }
    }

    private void addNamed(Set<Source> sources, String sentence) {
        for (MatchResult named : NAMED.matcher(sentence).results().toList()) {
            Source.Commit commit = named.group(1) == null ? null : commits.get(named.group(1));
            if (commit != null) {
                sources.add(commit);
            } else if (named.group(2) != null) {
                sources.add(new Source.Advisory(Integer.parseInt(named.group(2))));
            }
        }
    }

    /** A claim that lacks what the model finds. */
    public static final class Answer {
        private final Draft draft;
        private final @Nullable Verdict expected;
        private final String says;

        private Answer(Draft draft, @Nullable Verdict expected, String says) {
            this.draft = draft;
            this.expected = expected;
            this.says = says;
        }

        /** It holds, and why. */
        public void holds(String why) {
            found(Verdict.HOLDS, why);
        }

        /** It is violated, and why. */
        public void violated(String why) {
            found(Verdict.VIOLATED, why);
        }

        /** The verdict, and why. */
        public void found(Verdict verdict, String why) {
            draft.add(expected, says, new Finding(verdict, why));
        }
    }
}
