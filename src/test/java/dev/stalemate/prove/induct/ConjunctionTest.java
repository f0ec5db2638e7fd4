package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Cases.Open;
import dev.stalemate.prove.induct.Obligation.Change;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bools that are simplified by each other, and cases, say what was given: tried for all values of small variables. */
class ConjunctionTest {
    private static final int TRIES = 500;
    private static final int WIDTH = 3;
    private static final List<Term> BITS =
            List.of(Term.variable("a", WIDTH), Term.variable("b", WIDTH), Term.variable("c", WIDTH));
    private static final List<Term> BOOLS = List.of(Term.variable("p", Term.BOOL), Term.variable("q", Term.BOOL));

    private final Random random = new Random(1);

    /** Whether two Bools are the same for all values of the variables. */
    private static boolean areSame(Term one, Term other) {
        Evaluator evaluator = new Evaluator(List.of(one, other));
        int all = 1 << (WIDTH * BITS.size() + BOOLS.size());
        for (int values = 0; values < all; values++) {
            int rest = values;
            for (Term variable : BITS) {
                evaluator.set(variable, rest);
                rest >>>= WIDTH;
            }
            for (Term variable : BOOLS) {
                evaluator.set(variable, rest);
                rest >>>= 1;
            }
            evaluator.run();
            if (evaluator.value(0) != evaluator.value(1)) {
                return false;
            }
        }
        return true;
    }

    private static Term said(List<Term> bools, Map<Term, Term> solved) {
        List<Term> all = new ArrayList<>(bools);
        solved.forEach((variable, value) -> all.add(variable.eq(value)));
        // No conjunction of terms, which are simplified by each other as well.
        return all.stream()
                .map(Term::not)
                .reduce(Term.FALSE, (a, b) -> Term.ite(a, Term.TRUE, b))
                .not();
    }

    private static Term said(Conjunction of) {
        return said(of.bools(), of.solved());
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Term bits(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? Term.constant(WIDTH, random.nextInt(8)) : one(BITS);
        }
        return switch (random.nextInt(5)) {
            case 0 -> Term.ite(bool(depth - 1), bits(depth - 1), bits(depth - 1));
            case 1 -> bits(depth - 1).add(bits(depth - 1));
            case 2 -> bits(depth - 1).band(bits(depth - 1));
            case 3 -> bits(depth - 1).extract(1, 0).zeroExtend(WIDTH);
            default -> bits(0);
        };
    }

    private Term bool(int depth) {
        if (depth == 0) {
            return random.nextBoolean() ? one(BOOLS) : bits(0).eq(bits(0));
        }
        return switch (random.nextInt(6)) {
            case 0 -> bool(depth - 1).not();
            case 1 -> bool(depth - 1).and(bool(depth - 1));
            case 2 -> bool(depth - 1).or(bool(depth - 1));
            case 3 -> bits(depth - 1).ult(bits(depth - 1));
            case 4 -> Term.ite(bool(depth - 1), bool(depth - 1), bool(depth - 1));
            default -> bits(depth - 1).eq(bits(depth - 1));
        };
    }

    private List<Term> some(int most) {
        List<Term> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            some.add(bool(random.nextInt(4)));
        }
        return some;
    }

    @Test
    void aConjunctionSaysWhatItsBoolsSay() {
        for (int i = 0; i < TRIES; i++) {
            List<Term> bools = some(5);
            Conjunction conjunction = Conjunction.of(bools);
            assertThat(areSame(said(conjunction), said(bools, Map.of())))
                    .as("%s", bools)
                    .isTrue();
            for (Term more : some(3)) {
                bools.add(more);
                conjunction = conjunction.and(more);
                assertThat(areSame(said(conjunction), said(bools, Map.of())))
                        .as("%s", bools)
                        .isTrue();
            }
            Term term = bits(3);
            Term holds = said(bools, Map.of());
            Term same = conjunction.simplified(term).eq(term);
            assertThat(areSame(holds.not().or(same), Term.TRUE))
                    .as("%s of %s", term, bools)
                    .isTrue();
        }
    }

    @Test
    void aBoolOrAValueThatIsLostIsFound() {
        int lost = 0;
        int found = 0;
        for (int i = 0; i < TRIES; i++) {
            List<Term> bools = some(5);
            Conjunction conjunction = Conjunction.of(bools);
            for (Term value : conjunction.solved().values()) {
                assertThat(conjunction.solved())
                        .doesNotContainKeys(value.variables().toArray(Term[]::new));
            }
            for (Term bool : conjunction.bools()) {
                List<Term> others = new ArrayList<>(conjunction.bools());
                others.remove(bool);
                lost++;
                found += areSame(said(others, conjunction.solved()), said(bools, Map.of())) ? 0 : 1;
            }
            if (!conjunction.solved().isEmpty() && !areSame(said(bools, Map.of()), Term.FALSE)) {
                assertThat(areSame(said(conjunction.bools(), Map.of()), said(bools, Map.of())))
                        .isFalse();
            }
        }
        // Some follow from the others, which nothing but a solver sees.
        assertThat(lost).isGreaterThan(TRIES / 2);
        assertThat(found).isGreaterThan(lost / 2);
    }

    @Test
    void casesAreAllThatAnObligationSays() {
        int split = 0;
        for (int i = 0; i < TRIES; i++) {
            Term before = one(BITS);
            Term after = Term.ite(bool(2), Term.ite(bool(2), before, bits(2)), Term.ite(bool(1), bits(1), before));
            List<Term> given = some(3);
            List<Term> goals = List.of(bool(2).or(after.ne(before)), bool(3));
            Cases cases = Cases.of(new Obligation(
                    new RowKey("step", "fact"),
                    "step, fact",
                    null,
                    ImmutableList.copyOf(given),
                    ImmutableList.copyOf(goals),
                    ImmutableList.of(),
                    ImmutableList.of(),
                    ImmutableList.of(new Change(before, after))));
            split += cases.count() > 1 ? 1 : 0;
            List<Term> wrong = new ArrayList<>(given);
            wrong.addAll(goals);
            Term some = Term.FALSE;
            for (Open open : cases.open()) {
                assertThat(areSame(said(open.first()), said(open.known()).and(goals.get(0))))
                        .isTrue();
                some = Term.ite(some, Term.TRUE, said(open.known()));
            }
            Term all = said(wrong, Map.of());
            assertThat(areSame(all.not().or(some), Term.TRUE)).as("%s", wrong).isTrue();
            assertThat(areSame(some.not().or(said(given, Map.of())), Term.TRUE)).isTrue();
        }
        assertThat(split).isGreaterThan(TRIES / 10);
    }
}
