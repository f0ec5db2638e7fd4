package dev.stalemate.prove.execute;

import com.google.common.math.LongMath;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Methods that call each other, and the pairs of numbers that instructions of the last one have met: numbers that they compare, add, or use to find
 * an element of an array. The same code of models with more and more elements tells by them whether it knows an element by its number.
 */
public final class CallPath {
    /** No number of an element, and not how many there are. */
    private static final Term NO_NUMBER = Term.constant(Long.SIZE, Long.MAX_VALUE);

    private final Map<Call, CallPath> calls = new LinkedHashMap<>();
    private final Map<Object, Meeting> meetings = new LinkedHashMap<>();
    /** Of terms, the largest number that they may be. */
    private final Map<Term, Long> bounds;

    CallPath() {
        this(new HashMap<>());
    }

    private CallPath(Map<Term, Long> bounds) {
        this.bounds = bounds;
    }

    /** A call of a method by an instruction. */
    private record Call(int at, String owner, String name, String descriptor) {}

    /** An instruction, or a field of a state, and what it has met. */
    private record Meeting(String place, Numbers first, Numbers second) {
        boolean isAbove(int most) {
            return first.isAbove(most) || second.isAbove(most);
        }

        /** Whether so much was noted that more was not. */
        boolean isFull() {
            return first.isFull() || second.isFull();
        }
    }

    /** The path that a call makes of this one. */
    CallPath to(int at, MethodCode code) {
        return calls.computeIfAbsent(
                new Call(at, code.owner, code.name, code.descriptor), call -> new CallPath(bounds));
    }

    /** An instruction has met two numbers. */
    static void met(Frame f, Term first, Term second) {
        met(f, f.next, first, second);
    }

    /** An instruction takes a number apart: what comes of it may be the same for many, and another for the next one. */
    static void taken(Frame f, Term number) {
        met(f, ~f.next, number, NO_NUMBER);
    }

    /** What is asked for one of so many by its number. */
    static void met(Frame f, Object what, Term number, long count) {
        met(f, what, number, Term.constant(Long.SIZE, count));
    }

    private static void met(Frame f, Object what, Term first, Term second) {
        CallPath path = f.path;
        if (path != null) {
            Meeting meeting = path.meetings.get(what);
            if (meeting == null) {
                meeting = new Meeting(f.place(), new Numbers(path.bounds), new Numbers(path.bounds));
                path.meetings.put(what, meeting);
            }
            meeting.first.add(first, second);
            meeting.second.add(second, first);
        }
    }

    /**
     * Places where a number that depends on how many elements a model has meets one that does not, and that is no number of an element of each
     * model.
     *
     * @param models of the same code, with fewer elements first
     * @param fewest how many elements the first model has
     * @param most the largest number that code may meet that is reached in the last model alone; negative if it must not be
     */
    public static Set<String> known(List<CallPath> models, int fewest, int most) {
        Set<String> places = new LinkedHashSet<>();
        known(models, fewest, most, places);
        return places;
    }

    private static void known(List<CallPath> models, int fewest, int most, Set<String> places) {
        CallPath last = models.get(models.size() - 1);
        last.meetings.forEach((what, meeting) -> {
            List<Meeting> all = models.stream()
                    .map(model -> model.meetings.get(what))
                    .filter(Objects::nonNull)
                    .toList();
            List<Numbers> first = all.stream().map(Meeting::first).toList();
            List<Numbers> second = all.stream().map(Meeting::second).toList();
            boolean alone = all.size() == 1 && (most < 0 || meeting.isAbove(most));
            if (alone || meeting.isFull() || isKnown(first, second, fewest) || isKnown(second, first, fewest)) {
                places.add(meeting.place);
            }
        });
        last.calls.keySet().forEach(call -> {
            List<CallPath> called = new ArrayList<>();
            models.forEach(model -> {
                CallPath path = model.calls.get(call);
                if (path != null) {
                    called.add(path);
                }
            });
            known(called, fewest, most, places);
        });
    }

    private static boolean isKnown(List<Numbers> growing, List<Numbers> fixed, int fewest) {
        int last = growing.size() - 1;
        if (growing.get(0).equals(growing.get(last))) {
            return false;
        }
        boolean meets = fixed.get(0).equals(fixed.get(last)) && fixed.get(0).isBeyond(fewest);
        boolean below =
                fixed.get(0).equals(fixed.get(last)) && growing.get(last).least() < -1;
        return meets || below || (last == 2 && isFaster(growing));
    }

    /** Whether numbers grow by more and more: that of an element, or of all of them, grows by the same for each further one. */
    private static boolean isFaster(List<Numbers> growing) {
        long before = Math.max(0, growing.get(1).most() - growing.get(0).most());
        return growing.get(2).most() - growing.get(1).most() > before;
    }

    /** What one side of an instruction was: numbers, and of terms the largest number that they may be. */
    private static final class Numbers {
        private static final int MOST = 1000;

        private final Set<Long> known = new LinkedHashSet<>();
        private final Set<Long> bounds = new LinkedHashSet<>();
        private final Map<Term, Long> boundsOf;
        private @Nullable Term last;

        Numbers(Map<Term, Long> boundsOf) {
            this.boundsOf = boundsOf;
        }

        /** Adds one that has met another one. */
        void add(Term term, Term other) {
            if (term.equals(last) || isFull()) {
                return;
            }
            if (term.isConstant()) {
                last = term;
                known.add(signed(term));
            } else if (other.isConstant() && isBeyond(signed(other), 1)) {
                last = term;
                bounds.add(bound(term));
            }
        }

        boolean isFull() {
            return known.size() + bounds.size() == MOST;
        }

        private static boolean isBeyond(long number, int fewest) {
            return number < -1 || number >= Math.max(fewest, 2);
        }

        private static long signed(Term term) {
            return term.width() == Integer.SIZE ? (int) term.value() : term.value();
        }

        /** No value of a term is larger; it is no sharp bound, but what is built alike of more elements has a larger one. */
        private long bound(Term term) {
            Long of = boundsOf.get(term);
            if (of == null) {
                for (Term part : TermGraph.postOrder(
                        List.of(term), each -> boundsOf.containsKey(each) ? List.of() : each.arguments())) {
                    boundsOf.put(part, bound(part, boundsOf));
                }
                of = boundsOf.getOrDefault(term, 0L);
            }
            return of;
        }

        /** A large number that is added is a small one that is taken away. */
        private static long sum(Term term, List<Long> of) {
            long sum = 0;
            for (int i = 0; i < of.size(); i++) {
                boolean less = term.argument(i).isConstant() && signed(term.argument(i)) < 0;
                sum = less ? sum : LongMath.saturatedAdd(sum, of.get(i));
            }
            return sum;
        }

        private static long bound(Term term, Map<Term, Long> bounds) {
            long most = term.width() >= Long.SIZE - 1 ? Long.MAX_VALUE : (1L << term.width()) - 1;
            List<Long> of = term.arguments().stream()
                    .map(part -> bounds.getOrDefault(part, 0L))
                    .toList();
            long bound =
                    switch (term.op()) {
                        case CONSTANT -> Math.max(0, signed(term));
                        case ITE -> Math.max(of.get(1), of.get(2));
                        case ADD -> sum(term, of);
                        case BAND -> of.stream().min(Long::compare).orElse(most);
                        case BOR, BXOR -> Long.highestOneBit(of.stream().reduce(0L, (a, b) -> a | b)) * 2 - 1;
                        case CONCAT ->
                            term.argument(0).isConstant() && term.argument(0).value() == 0 ? of.get(1) : most;
                        default -> most;
                    };
            return bound < 0 ? most : Math.min(most, bound);
        }

        long least() {
            return known.stream().mapToLong(Long::longValue).min().orElse(0);
        }

        long most() {
            return known.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        /** Whether a number is larger, and is no sign that something is no number of an element at all. */
        boolean isAbove(int most) {
            return known.stream().anyMatch(number -> number > most && number < Integer.MAX_VALUE);
        }

        boolean isBeyond(int fewest) {
            return known.stream().anyMatch(number -> isBeyond(number, fewest));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Numbers numbers && numbers.known.equals(known) && numbers.bounds.equals(bounds);
        }

        @Override
        public int hashCode() {
            return known.hashCode() * 31 + bounds.hashCode();
        }
    }
}
