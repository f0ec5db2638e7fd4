package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Change.Kind;
import dev.stalemate.model.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a design changes.
 *
 * @param points what was asked of which designs
 * @param all an answer of both designs to each of them, in that order
 */
public record Changes(Points points, ImmutableList<Change> all) {

    /** Those of a kind. */
    public List<Change> of(Kind kind) {
        return all.stream().filter(change -> change.kind() == kind).toList();
    }

    /** How many there are of a kind. */
    public int count(Kind kind) {
        return of(kind).size();
    }

    /** The names of properties, each once. */
    public List<String> laws() {
        return all.stream().map(change -> change.point().law()).distinct().toList();
    }

    /** Those of a property. */
    public Changes about(String law) {
        return new Changes(
                points,
                all.stream()
                        .filter(change -> change.point().law().equals(law))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** Of a kind the one with the shortest run of the design, or, where that has none, of the base; null if there is none of the kind. */
    public @Nullable Change shortest(Kind kind) {
        return of(kind).stream()
                .min(Comparator.comparing((Change change) -> kind == Kind.FIXED
                        ? change.base().steps()
                        : change.design().steps()))
                .orElse(null);
    }

    /** What is different from an earlier state of the same design, which then is the base. */
    public Changes since(Changes earlier) {
        return new Changes(
                points,
                all.stream()
                        .flatMap(now ->
                                earlier.at(now).map(then -> new Change(now.point(), then.design(), now.design())))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** The same, with the answers of an earlier state of the design where it has none now. */
    public Changes orElse(Changes earlier) {
        return new Changes(
                points,
                all.stream()
                        .map(now -> now.design().verdict() == Verdict.UNDECIDED
                                ? earlier.at(now).findFirst().orElse(now)
                                : now)
                        .collect(ImmutableList.toImmutableList()));
    }

    /** What became of the same question, if it was asked. */
    private Stream<Change> at(Change other) {
        return all.stream()
                .filter(change -> change.point().key().equals(other.point().key()))
                .limit(1);
    }
}
