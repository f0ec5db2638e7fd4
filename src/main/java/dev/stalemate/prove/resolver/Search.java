package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Where a statement is false: solvers find registers by terms, the program's own code confirms them and makes them small.
 *
 * @param registers what the terms are about
 * @param written what pair 0 becomes if it is written, else pair 0 itself
 * @param address the address that the terms are about
 * @param wanted what solvers must satisfy
 * @param confirms whether the code says, too, that the statement is false
 * @param shows what the code says, a line each
 */
record Search(
        MtrrTerms registers,
        PairTerms written,
        Term address,
        ImmutableList<Term> wanted,
        Predicate<Sample> confirms,
        Function<Sample, List<String>> shows) {
    /** Examples are looked for at the smallest MAXPHYADDR, and then tried at all others. */
    static final int LEAST_WIDTH = 32;

    private static final int MOST_WIDTH = 52;

    /** An example in words, made small; empty if the code does not confirm it. */
    Optional<ImmutableList<String>> example(Map<String, Long> model) {
        Sample found = sample(model);
        if (!found.isLegal() || !confirms.test(found)) {
            return Optional.empty();
        }
        Sample smallest = new Smaller(confirms).than(found);
        List<String> lines = new ArrayList<>(smallest.lines());
        lines.addAll(shows.apply(smallest));
        boolean everywhere = IntStream.rangeClosed(LEAST_WIDTH, MOST_WIDTH)
                .mapToObj(smallest::at)
                .allMatch(sample -> sample.isLegal() && confirms.test(sample));
        lines.add(
                everywhere
                        ? "and so at each MAXPHYADDR up to " + MOST_WIDTH + ", with the masks' upper bits set"
                        : "not at each MAXPHYADDR up to " + MOST_WIDTH);
        return Optional.of(ImmutableList.copyOf(lines));
    }

    private Sample sample(Map<String, Long> model) {
        Function<Term, Long> value = variable -> model.getOrDefault(variable.name(), 0L);
        return new Sample(
                LEAST_WIDTH,
                registers.defType().evaluate(value),
                values(registers.pairs().stream().map(PairTerms::base).toList(), value),
                values(registers.pairs().stream().map(PairTerms::mask).toList(), value),
                address.evaluate(value),
                written.base().evaluate(value),
                written.mask().evaluate(value));
    }

    private static ImmutableList<Long> values(List<Term> terms, Function<Term, Long> value) {
        return terms.stream().map(term -> term.evaluate(value)).collect(ImmutableList.toImmutableList());
    }
}
