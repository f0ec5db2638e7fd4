package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Questions that are the same but for the names of variables, such as of vCPU 0 that acts and vCPU 1 that owns, and the other way round. Names
 * mean nothing to a solver, so that only one of them is asked, whether or not what they stand for is alike.
 *
 * <p>Two are found to be the same by the names that make one of them the other. Some such names may be missed: then both are asked.
 *
 * @param <Q> a question
 */
final class Alike<Q> {
    private static final Set<Op> SWAPPED = EnumSet.of(Op.AND, Op.EQ, Op.BAND, Op.BOR, Op.BXOR, Op.ADD, Op.MUL);
    private static final int ROUNDS = 3;
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final int HALF = 32;

    private final Map<Long, List<Known<Q>>> known = new HashMap<>();

    private record Known<Q>(Looks looks, Q question) {}

    /** A question that is known by other names; null if there is none. */
    @Nullable
    Q of(List<Term> bools) {
        Looks looks = new Looks(bools);
        for (Known<Q> each : known.getOrDefault(looks.all, List.of())) {
            if (new Match(looks, each.looks).isOne()) {
                return each.question;
            }
        }
        return null;
    }

    /** From now on it is known. */
    void add(List<Term> bools, Q question) {
        Looks looks = new Looks(bools);
        known.computeIfAbsent(looks.all, all -> new ArrayList<>()).add(new Known<>(looks, question));
    }

    /** A number for each part of some Bools: the same for parts that differ only in names, and that are used alike. */
    private static final class Looks {
        private final ImmutableList<Term> bools;
        private final long all;
        private final Map<Term, Long> by = new HashMap<>();

        Looks(List<Term> bools) {
            this.bools = ImmutableList.copyOf(bools);
            List<Term> parts = TermGraph.postOrder(bools);
            Map<Term, Long> uses = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                parts.forEach(part -> by.put(part, mixed(from(part) + uses.getOrDefault(part, 0L))));
                uses.clear();
                bools.forEach(bool -> uses.merge(bool, 1L, Long::sum));
                for (Term part : Lists.reverse(parts)) {
                    long use = mixed(uses.getOrDefault(part, 0L) ^ of(part));
                    for (int i = 0; i < part.arguments().size(); i++) {
                        long place = SWAPPED.contains(part.op()) ? 0 : i;
                        uses.merge(part.argument(i), mixed(use + place), Long::sum);
                    }
                }
                uses.keySet().removeIf(part -> part.op() != Op.VARIABLE);
            }
            all = bools.stream().mapToLong(bool -> mixed(of(bool))).sum();
        }

        long of(Term part) {
            return by.getOrDefault(part, 0L);
        }

        /** What a part is by its own and its arguments. */
        private long from(Term part) {
            long look =
                    (part.op().name().hashCode() * (long) Term.WIDEST + part.low()) * Term.WIDEST * 2 + part.width();
            look = part.isConstant() ? mixed(look) ^ part.value() : look;
            for (Term argument : part.arguments()) {
                look = SWAPPED.contains(part.op()) ? look + mixed(of(argument)) : mixed(look ^ of(argument));
            }
            return look;
        }

        private static long mixed(long look) {
            long mixed = (look ^ look >>> HALF) * PRIME;
            return mixed ^ mixed >>> HALF;
        }
    }

    /** Two terms that are to be the same. */
    private record Pair(Term one, Term other) {}

    /** As many terms that are to be the same in any order; those of each side look alike. */
    private record Group(List<Term> ones, List<Term> others) {}

    /** Names by which one question is another. */
    private static final class Match {
        private final Looks one;
        private final Looks other;
        private final Map<Term, Term> names = new HashMap<>();
        private final Map<Term, Term> back = new HashMap<>();
        /** What was put into these two maps, in order: what turns out to be wrong is taken out again. */
        private final List<Term> named = new ArrayList<>();

        private final List<Term> namedBack = new ArrayList<>();

        Match(Looks one, Looks other) {
            this.one = one;
            this.other = other;
        }

        /** Whether there are such names: each variable has another one. */
        boolean isOne() {
            List<Group> groups = new ArrayList<>();
            return one.bools.size() == other.bools.size()
                    && areGrouped(one.bools, other.bools, groups)
                    && areSame(groups);
        }

        /** Puts terms that look alike into groups; whether there are as many on both sides. */
        private boolean areGrouped(List<Term> ones, List<Term> others, List<Group> groups) {
            Map<Long, Group> by = new HashMap<>();
            for (Term each : ones) {
                by.computeIfAbsent(one.of(each), look -> new Group(new ArrayList<>(), new ArrayList<>()))
                        .ones
                        .add(each);
            }
            for (Term each : others) {
                Group group = by.get(other.of(each));
                if (group == null) {
                    return false;
                }
                group.others.add(each);
            }
            groups.addAll(by.values());
            return by.values().stream().allMatch(group -> group.ones.size() == group.others.size());
        }

        /** Whether the terms of each group are the same in some order; first those for which there is only one. */
        private boolean areSame(List<Group> groups) {
            List<Group> later = new ArrayList<>();
            for (Group group : groups) {
                if (group.ones.size() > 1) {
                    later.add(group);
                } else if (!areSame(new Pair(group.ones.get(0), group.others.get(0)), later)) {
                    return false;
                }
            }
            while (!later.isEmpty()) {
                if (!isOrdered(later.remove(0))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isOrdered(Group group) {
            List<Term> left = new ArrayList<>(group.others);
            for (Term each : group.ones) {
                Term found = null;
                for (Term candidate : left) {
                    if (found == null && isOneWith(each, candidate)) {
                        found = candidate;
                    }
                }
                if (found == null) {
                    return false;
                }
                left.remove(found);
            }
            return true;
        }

        /** Whether a term can be another one besides what is named already; if so, it is from now on. */
        private boolean isOneWith(Term each, Term candidate) {
            int before = named.size();
            int backBefore = namedBack.size();
            if (areSame(List.of(new Group(List.of(each), List.of(candidate))))) {
                return true;
            }
            takeBack(names, named, before);
            takeBack(back, namedBack, backBefore);
            return false;
        }

        private static void takeBack(Map<Term, Term> names, List<Term> named, int to) {
            List<Term> wrong = named.subList(to, named.size());
            wrong.forEach(names::remove);
            wrong.clear();
        }

        /** Whether two terms are the same but for groups of arguments, which are added to others. */
        private boolean areSame(Pair first, List<Group> later) {
            List<Pair> open = new ArrayList<>(List.of(first));
            while (!open.isEmpty()) {
                Pair pair = open.remove(open.size() - 1);
                Term to = names.get(pair.one);
                Term from = back.get(pair.other);
                if (to != null || from != null) {
                    if (!pair.other.equals(to) || !pair.one.equals(from)) {
                        return false;
                    }
                    continue;
                }
                names.put(pair.one, pair.other);
                named.add(pair.one);
                back.put(pair.other, pair.one);
                namedBack.add(pair.other);
                if (!haveSameTop(pair.one, pair.other) || !areOpened(pair, open, later)) {
                    return false;
                }
            }
            return true;
        }

        private boolean areOpened(Pair pair, List<Pair> open, List<Group> later) {
            if (!SWAPPED.contains(pair.one.op())) {
                for (int i = 0; i < pair.one.arguments().size(); i++) {
                    open.add(new Pair(pair.one.argument(i), pair.other.argument(i)));
                }
                return true;
            }
            List<Group> groups = new ArrayList<>();
            boolean grouped = areGrouped(pair.one.arguments(), pair.other.arguments(), groups);
            for (Group group : groups) {
                if (group.ones.size() == 1 && group.others.size() == 1) {
                    open.add(new Pair(group.ones.get(0), group.others.get(0)));
                } else {
                    later.add(group);
                }
            }
            return grouped;
        }

        private static boolean haveSameTop(Term one, Term other) {
            return one.op() == other.op()
                    && one.width() == other.width()
                    && one.low() == other.low()
                    && one.arguments().size() == other.arguments().size()
                    && (!one.isConstant() || one.value() == other.value());
        }
    }
}
