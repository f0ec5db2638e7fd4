package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.prove.term.Term;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects of the JDK and of libraries are asked for real only if no code of a model runs in them, and they always answer alike. */
@ExtendWith(Woven.class)
class SettledTest {
    /** What an earlier step may have changed. */
    private static boolean changed;

    private final Layout.Builder builder = new Layout.Builder();
    private final LongField wide = builder.values("wide", new long[0]);
    private final Layout layout = builder.build();
    private final SymbolicState any = SymbolicState.fresh(layout, "");
    private final Executor executor = new Executor(Numbers.around(layout), Summaries.none());

    private final Odd odd = new Odd();
    private final Supplier<Boolean> remembered = Suppliers.memoize(() -> changed);
    private final Optional<Integer> one = Optional.of(1);

    @SuppressWarnings("UnnecessaryLambda") // it stands for an object of a model
    private final Function<Object, Boolean> function = number -> changed;

    @SuppressWarnings("UnnecessaryLambda") // the same
    private final Consumer<Object> consumer = number -> changed = false;

    private final List<Odd> odds = List.of(odd);
    private final List<Odd> others = List.of(new Odd());
    private final Set<Odd> oddSet = ImmutableSet.of(odd);
    private final List<Boolean> computed = Lists.transform(List.of(1, 2), number -> changed);
    private final List<Boolean> wrapped = Collections.unmodifiableList(computed);
    private final Set<Integer> sorted = ImmutableSortedSet.orderedBy(
                    (Integer one, Integer two) -> changed ? one - two : two - one)
            .add(1)
            .build();
    private final ThreadLocal<Boolean> local = ThreadLocal.withInitial(() -> changed);
    private final AtomicLong counter = new AtomicLong();
    private final Set<TimeUnit> unordered = new HashSet<>(Set.of(TimeUnit.DAYS, TimeUnit.HOURS));
    private final List<TimeUnit> units = List.of(TimeUnit.DAYS, TimeUnit.HOURS);
    private final Map<TimeUnit, Long> numbers = Map.of(TimeUnit.DAYS, 3L);

    /** Equals what an earlier step makes it equal. */
    private static final class Odd {
        @Override
        public boolean equals(Object other) {
            return changed;
        }

        @Override
        public int hashCode() {
            return changed ? 1 : 2;
        }

        @Override
        public String toString() {
            return changed ? "one" : "another";
        }
    }

    private void refused(Predicate<long[]> asks) {
        assertThatThrownBy(() -> executor.test(asks::test, any))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("which may run other code or");
    }

    private Term asked(Predicate<long[]> asks) {
        return executor.test(asks::test, any).value();
    }

    @Test
    void codeOfAModelDoesNotRunUnseen() {
        refused(s -> remembered.get());
        refused(s -> one.map(function).isPresent());
        refused(s -> {
            one.ifPresent(consumer);
            return true;
        });
        refused(s -> computed.get(0));
        refused(s -> computed.contains(true));
        refused(s -> wrapped.get(0));
        refused(s -> sorted.contains(5));
        refused(s -> {
            for (boolean each : computed) {
                return each;
            }
            return false;
        });
        refused(s -> local.get());
        assertThat(changed).isFalse();
    }

    @Test
    void objectsWithTheirOwnEqualsAreNotComparedUnseen() {
        refused(s -> odds.contains(odd));
        refused(s -> oddSet.contains(odd));
        refused(s -> odds.equals(others));
        refused(s -> odds.hashCode() == 33);
        refused(s -> odds.toString().isEmpty());
    }

    @Test
    void whatChangesFromRunToRunIsRefused() {
        refused(s -> counter.get() == 0);
        refused(s -> Boolean.getBoolean("any"));
        refused(s -> Math.random() < 2);
        refused(s -> TimeUnit.DAYS.hashCode() == 1);
        refused(s -> {
            for (TimeUnit each : unordered) {
                return each == TimeUnit.DAYS;
            }
            return false;
        });
    }

    @Test
    void whatIsFixedIsAsked() {
        assertThat(asked(s -> units.contains(TimeUnit.DAYS))).isSameAs(Term.TRUE);
        assertThat(asked(s -> numbers.getOrDefault(TimeUnit.DAYS, 0L) == 3)).isSameAs(Term.TRUE);
        assertThat(asked(s -> one.get() == 1)).isSameAs(Term.TRUE);
        assertThat(asked(s -> Long.valueOf(wide.get(s, 0)).intValue() == 7))
                .isSameAs(any.get(wide, 0).extract(31, 0).eq(Term.constant(32, 7)));
    }
}
