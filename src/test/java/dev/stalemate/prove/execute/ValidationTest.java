package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.prove.execute.Validation.Outcome;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.Systems;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** Terms that say something else than the code are found, whatever is wrong with the translation. */
@ExtendWith(Woven.class)
class ValidationTest {
    private static final int STATES = 400;

    private static Outcome tried(Model model, Parts parts) {
        SymbolicState before = SymbolicState.fresh(model.layout(), "");
        return Validation.of(new Executor(model, parts), before).run(STATES, new Random(1));
    }

    private static Outcome tried(String action, String bug) {
        return tried(new Numbers().model(action), PlantedParts.with(bug));
    }

    private static @Nullable Mistranslation found(String action, String bug) {
        return tried(action, bug).difference();
    }

    @Test
    void whatTheTermsSayIsWhatTheCodeDoes() {
        Outcome outcome = tried("", "");
        assertThat(outcome.difference()).isNull();
        assertThat(outcome.untried()).isEmpty();
        assertThat(outcome.comparisons()).isGreaterThan(STATES * 40L);
        assertThat(outcome.skipped()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shift: wrong shift",
                "compare: wrong sign",
                "loop: swapped choice",
                "return: forgotten merge",
                "widen: wrong widening",
                "remember: lost write",
                "switch: wrong arm",
                "compare: wrong unsigned comparison",
                "throw: dropped exception"
            })
    void aWrongTranslationIsFound(String planted) {
        String action = planted.substring(0, planted.indexOf(':'));
        String bug = planted.substring(planted.indexOf(':') + 2);
        assertThat(found(action, "")).isNull();
        Mistranslation difference = Objects.requireNonNull(found(action, bug));
        assertThat(difference.code()).contains(action);
        assertThat(difference.terms()).isNotEqualTo(difference.real());
        assertThat(difference.state()).isNotEmpty();
    }

    /** On one way the instruction is met, and on the other it is not, or in a later round: the interpreter itself refuses that. */
    @Test
    void waysThatMeetOneInstructionTooEarlyAreFound() {
        assertThat(found("loop", "")).isNull();
        assertThatThrownBy(() -> found("loop", "off-by-one meeting"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("loop returns before its ways have met");
    }

    @Test
    void onlyStatesAreTriedOfWhichTheFactsAreTrue() {
        Model model = new Numbers().model("compare");
        SymbolicState before = SymbolicState.fresh(model.layout(), "");
        Term wide = before.get(model.layout().fields().get(0), 0);
        Executor executor = new Executor(model, Summaries.none());
        executor.know(wide.eq(Term.constant(Long.SIZE, 0)));
        Outcome outcome = Validation.of(executor, before).run(STATES, new Random(1));
        assertThat(outcome.difference()).isNull();
        assertThat(outcome.states()).isEqualTo(STATES);
        executor.know(wide.eq(Term.constant(Long.SIZE, 1)));
        assertThat(new Validation(executor, before).run(STATES, new Random(1)).states())
                .isZero();
    }

    @Test
    void aDifferenceSaysWhereTheElementIsWritten() {
        Mistranslation difference = Objects.requireNonNull(found("widen", "wrong widening"));
        assertThat(difference.of()).isEqualTo("result");
        assertThat(difference.where()).contains("LongField.java").contains("Numbers.java");
        assertThat(difference.toString()).startsWith("widen: result is 0x");
    }

    @Test
    void bugsAreFoundInARealModel() {
        var system = Systems.catalogue().system("kvm");
        Model model = system.build(system.design("linux-6.7"), system.scope("small"));
        assertThat(tried(model, PlantedParts.with("")).difference()).isNull();
        for (String bug : List.of("swapped choice", "forgotten merge", "lost write")) {
            assertThat(isFound(model, bug)).as(bug).isTrue();
        }
    }

    /** By what it does, or because it loses what the code has written: then the code seems to depend on what was there before. */
    private static boolean isFound(Model model, String bug) {
        try {
            return tried(model, PlantedParts.with(bug)).difference() != null;
        } catch (RefusedException e) {
            assertThat(e).hasMessageContaining("left in");
            return true;
        }
    }

    /** An interpreter with a bug. */
    private static final class PlantedParts {
        private static Parts with(String bug) {
            SmallTerms small = new SmallTerms();
            Arithmetic arithmetic = arithmetic(bug);
            Merge merge = merge(bug, small);
            Stores stores = bug.equals("lost write") ? new Losing(merge, arithmetic) : new Stores(merge, arithmetic);
            return new Parts(
                    new ClassFiles(
                            Parts.class.getClassLoader(),
                            bug.equals("off-by-one meeting") ? PlantedParts::early : PostDominators::of),
                    small,
                    arithmetic,
                    merge,
                    stores,
                    bug.equals("dropped exception") ? new Deaf() : new FaultLog(),
                    Summaries.none(),
                    new CallPath());
        }

        private static int[] early(int[][] successors) {
            int[] meetings = PostDominators.of(successors);
            for (int i = 0; i < meetings.length; i++) {
                int before = meetings[i] - 1;
                boolean follows = before > i + 3 && Arrays.equals(successors[before], new int[] {meetings[i]});
                meetings[i] = follows ? before : meetings[i];
            }
            return meetings;
        }

        private static Arithmetic arithmetic(String bug) {
            return switch (bug) {
                case "wrong shift" ->
                    new Arithmetic() {
                        @Override
                        Term binary(int opcode, Term a, Term b) {
                            return super.binary(opcode == Opcodes.LUSHR ? Opcodes.LSHR : opcode, a, b);
                        }
                    };
                case "wrong sign" ->
                    new Arithmetic() {
                        @Override
                        Term holds(int opcode, Term a, Term b) {
                            boolean less = opcode == Opcodes.IFLT || opcode == Opcodes.IFGE;
                            return less && a.width() == Long.SIZE
                                    ? opcode == Opcodes.IFLT ? a.ult(b) : b.ule(a)
                                    : super.holds(opcode, a, b);
                        }
                    };
                case "wrong widening" ->
                    new Arithmetic() {
                        @Override
                        Term widened(Term a) {
                            return a.zeroExtend(Long.SIZE);
                        }
                    };
                case "wrong arm" ->
                    new Arithmetic() {
                        @Override
                        Term arm(Term key, int of) {
                            return super.arm(key, of == 4 ? 5 : of);
                        }
                    };
                case "wrong unsigned comparison" ->
                    new Arithmetic() {
                        @Override
                        Term below(Term a, Term b) {
                            return a.slt(b);
                        }
                    };
                default -> new Arithmetic();
            };
        }

        private static Merge merge(String bug, SmallTerms small) {
            return switch (bug) {
                case "swapped choice" ->
                    new Merge(small) {
                        @Override
                        Term choose(Term condition, Term then, Term otherwise) {
                            return super.choose(condition, otherwise, then);
                        }
                    };
                case "forgotten merge" ->
                    new Merge(small) {
                        @Override
                        @Nullable
                        Value value(Term condition, @Nullable Value then, @Nullable Value otherwise) {
                            return super.value(condition, then, then == null ? otherwise : then);
                        }
                    };
                default -> new Merge(small);
            };
        }
    }

    /** Loses what is written to fields of objects. */
    private static final class Losing extends Stores {
        private Losing(Merge merge, Arithmetic arithmetic) {
            super(merge, arithmetic);
        }

        @Override
        void write(World world, World.HeapCell cell, Value value) {
            if (!(cell.slot() instanceof Field) || world.get(cell) == null) {
                super.write(world, cell, value);
            }
        }
    }

    /** Hears of no exception. */
    private static final class Deaf extends FaultLog {
        @Override
        FaultLog next() {
            return new Deaf();
        }

        @Override
        void add(World world, Term condition, String what, Frame f) {
            // this is the bug
        }
    }
}
