package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.prove.execute.CallPath;
import dev.stalemate.prove.execute.Ref;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.SymbolicState;
import dev.stalemate.prove.execute.Word;
import dev.stalemate.prove.resolver.LookUps.XenAnswer;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * That the terms of {@link LookUps} are what the program's own bytecode gives, executed over terms with one, two and three pairs: with three,
 * each loop over pairs has been in each of its states, and has gone on from there in each way.
 */
final class CodeLemmas {
    private static final int MOST_PAIRS = 3;
    private static final int PAGE_SHIFT = 12;
    private static final int MEGABYTE_SHIFT = 20;
    private static final String ANYWHERE = "";
    private static final String ABOVE = "Above";
    private static final String BELOW = "Below";
    private static final Term BYTE = Term.variable("byte", Byte.SIZE);

    private final LookUps lookUps;
    private final Composition proof = new Composition();
    private final List<CallPath> calls = new ArrayList<>();

    private CodeLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
        forms();
    }

    /** {@link dev.stalemate.memtype.Mtrrs#type}. */
    static Composition sdm(LookUps lookUps) {
        CodeLemmas lemmas = new CodeLemmas(lookUps);
        for (int pairs = 1; pairs <= MOST_PAIRS; pairs++) {
            Registers r = lemmas.new Registers(pairs);
            Term want = lookUps.sdmType(r.terms, r.address).zeroExtend(Integer.SIZE);
            Term gives = r.gives(r.code.execute("sdm", r.state), want);
            r.same((enables, place) -> Map.of(Term.TRUE, gives));
        }
        return lemmas.withAnyPairs();
    }

    /** {@link dev.stalemate.systems.xen.leaf.XenMtrrs#type} of blocks of 2^order frames. */
    static Composition xen(LookUps lookUps, int order) {
        CodeLemmas lemmas = new CodeLemmas(lookUps);
        for (int pairs = 1; pairs <= MOST_PAIRS; pairs++) {
            Registers r = lemmas.new Registers(pairs);
            XenAnswer answer = lookUps.xenType(r.terms, r.address, Term.constant(PairTerms.FRAME_BITS, -1L << order));
            Term want = Term.ite(
                    answer.splits(),
                    Term.constant(Integer.SIZE, XenMtrrs.SPLIT),
                    answer.type().zeroExtend(Integer.SIZE));
            Term gives = r.gives(r.code.execute("xen", r.code.withOrder(r.state, order)), want);
            r.same((enables, place) -> Map.of(Term.TRUE, gives));
        }
        return lemmas.withAnyPairs();
    }

    /** {@link dev.stalemate.systems.kvm.KvmMtrrLookup#type}. */
    static Composition kvm(LookUps lookUps) {
        CodeLemmas lemmas = new CodeLemmas(lookUps);
        for (int pairs = 1; pairs <= MOST_PAIRS; pairs++) {
            Registers r = lemmas.new Registers(pairs);
            r.ranges();
            Term want = lookUps.kvmType(r.terms, r.code.hasMtrrs(r.state), r.address)
                    .zeroExtend(Integer.SIZE);
            r.lists();
            r.same((enables, method) -> {
                SymbolicState at = r.code.withEnables(r.state, enables);
                Map<Term, Term> lists = new LinkedHashMap<>();
                for (int[] rank : r.ranks()) {
                    lists.put(r.list(rank), r.gives(r.code.execute("kvm" + method, at, Ref.to(rank)), want));
                }
                return lists;
            });
        }
        return lemmas.withAnyPairs();
    }

    /**
     * {@link dev.stalemate.systems.kvm.KvmMtrrLookup#uniform} of blocks of 2^order frames, where the fixed ranges don't rule, with one and two
     * pairs.
     */
    static Composition kvmLarge(LookUps lookUps, int order) {
        CodeLemmas lemmas = new CodeLemmas(lookUps);
        for (int pairs = 1; pairs < MOST_PAIRS; pairs++) {
            lemmas.new Registers(pairs).uniform(order);
        }
        return lemmas.proof;
    }

    /** Shows that three pairs stand for more, too: the proof. */
    private Composition withAnyPairs() {
        List<String> known = CallPath.known(calls, 1, MOST_PAIRS).stream()
                .map(place -> place.replaceFirst(" < .*", ""))
                .distinct()
                .toList();
        proof.show(
                "any-pairs",
                "the code compares numbers of pairs with each other, with how many there are, and with no other number"
                        + (known.isEmpty() ? "" : ": it does in " + String.join("; ", known)),
                List.of(),
                Term.of(known.isEmpty()));
        return proof;
    }

    /** Shows that registers and addresses are of the form that they have in {@link RegisterCode#any}. */
    private void forms() {
        AnyPlace place = AnyPlace.any();
        List<Term> given = proof.assumeAll(place.width(), place.legal(), place.inside());
        PairTerms pair = place.pair();
        Term defType = place.registers().defType();
        proof.show(
                "form",
                "a PHYSBASE that WRMSR lets in is a frame and a type, a PHYSMASK a frame and V, an address a frame and an offset",
                given,
                Term.all(List.of(
                        form(pair.base(), pair.type().zeroExtend(PAGE_SHIFT)),
                        form(
                                pair.mask(),
                                pair.mask()
                                        .extract(PAGE_SHIFT - 1, PAGE_SHIFT - 1)
                                        .concat(Term.constant(PAGE_SHIFT - 1, 0))),
                        form(place.address(), place.address().extract(PAGE_SHIFT - 1, 0)))));
        proof.show(
                "form-default",
                "an IA32_MTRR_DEF_TYPE is E, FE and a type",
                List.of(proof.assume(MtrrTerms.legalDefType(defType))),
                defType.eq(defType.extract(11, 10)
                        .zeroExtend(54)
                        .concat(Term.constant(7, 0))
                        .concat(defType.extract(Codes.BITS - 1, 0))));
    }

    private static Term form(Term value, Term low) {
        return value.eq(
                PairTerms.frame(value).zeroExtend(Long.SIZE - PAGE_SHIFT).concat(low));
    }

    /** What is to be shown for each list. */
    private interface Goals {
        /**
         * At some place.
         *
         * @param enables E and FE there
         * @param place {@link #ABOVE} or {@link #BELOW} 1 MiB, or {@link #ANYWHERE}
         */
        Map<Term, Term> at(int enables, String place);
    }

    /** The code with so many pairs, and their registers as terms. */
    private final class Registers {
        private final int count;
        private final RegisterCode code;
        private final SymbolicState state;
        private final MtrrTerms terms;
        private final Term address;
        private final List<Term> types = new ArrayList<>();
        /** Bounds of ranges in the code, and those of the terms. */
        private final Map<Term, Term> bounds = new LinkedHashMap<>();

        Registers(int count) {
            this.count = count;
            code = new RegisterCode(count);
            calls.add(code.calls());
            state = code.any();
            terms = code.registers(state);
            address = code.address(state);
            types.add(proof.assume(Codes.legal(terms.defType())));
            terms.pairs().forEach(pair -> types.add(proof.assume(Codes.legal(pair.base()))));
        }

        private String name(String part) {
            return part + "-" + count;
        }

        /** Whether the code returns what is wanted, and throws nothing. */
        Term gives(Result got, Term want) {
            return got.word().term().eq(want).and(got.fault().not());
        }

        /** Shows that the code's bounds of KVM's ranges are those of the terms. */
        void ranges() {
            Term frame = PairTerms.frame(address);
            for (int n = 0; n < count; n++) {
                PairTerms pair = terms.pairs().get(n);
                List<Term> given =
                        proof.assumeAll(AnyPlace.width(terms.below()), terms.contains(address), pair.legal());
                bound(given, state, "begins", n, lookUps.kvmFirst(pair).ule(frame));
                bound(given, state, "ends", n, frame.ule(lookUps.kvmLast(pair)));
            }
        }

        /** Shows that each list has one of the orders that are looked at. */
        void lists() {
            proof.show(
                    name("lists"),
                    "the list of pairs has one of the orders that are looked at",
                    List.of(),
                    Term.any(ranks().stream().map(this::list).toList()));
        }

        private Term list(int[] rank) {
            return code.execute("hasList", state, Ref.to(rank)).value();
        }

        /** Shows that the code gives what is wanted for each list, wherever the address is. */
        void same(Goals goals) {
            Term low = address.extract(Long.SIZE - 1, MEGABYTE_SHIFT).eq(Term.constant(Long.SIZE - MEGABYTE_SHIFT, 0));
            Iterable<Term> free = bounds.values();
            show("high", "from 1 MiB on, with E=1 and FE=1", enables(3).and(low.not()), goals.at(3, ABOVE), free);
            show("no-fixed", "with E=1 and FE=0", enables(2), goals.at(2, ANYWHERE), free);
            show("off", "with E=0", enables(1), goals.at(1, ANYWHERE), free);
            show("all-off", "with E=0 and FE=0", enables(0), goals.at(0, ANYWHERE), free);
            low(enables(3).and(low), goals.at(3, BELOW));
        }

        /** The code's check of a block, for each list. */
        void uniform(int order) {
            Term frame = Term.variable("block", PairTerms.FRAME_BITS - order).concat(Term.constant(order, 0));
            Map<Term, Term> at = Map.of(RegisterCode.FRAME, frame, RegisterCode.OFFSET, Term.constant(PAGE_SHIFT, 0));
            SymbolicState block = code.withOrder(code.withAddress(state, address.substitute(at)), order);
            Term last = frame.bor(Term.constant(PairTerms.FRAME_BITS, (1L << order) - 1));
            List<Term> free = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                PairTerms pair = terms.pairs().get(n);
                List<Term> given = proof.assumeAll(
                        AnyPlace.width(terms.below()), terms.contains(code.address(block)), pair.legal());
                Term end = lookUps.kvmLast(pair);
                bound(given, block, "beginsInBlock", n, lookUps.kvmFirst(pair).ule(last));
                bound(given, block, "endsInBlock", n, frame.ule(end));
                Term behind = end.zeroExtend(Long.SIZE - PAGE_SHIFT).add(Term.constant(Long.SIZE - PAGE_SHIFT, 1));
                bound(given, block, "end", n, behind.concat(Term.constant(PAGE_SHIFT, 0)));
                free.add(end);
            }
            Term high = frame.extract(PairTerms.FRAME_BITS - 1, MEGABYTE_SHIFT - PAGE_SHIFT)
                    .ne(Term.constant(PairTerms.FRAME_BITS - MEGABYTE_SHIFT + PAGE_SHIFT, 0));
            Map<Term, Term> above = new LinkedHashMap<>();
            Map<Term, Term> noFixed = new LinkedHashMap<>();
            for (int[] rank : ranks()) {
                Term list = list(rank);
                MtrrTerms listed = terms.withPairs(listed(rank));
                Term want = Word.of(lookUps.kvmUniform(listed, frame, last, TypeSet.EMPTY))
                        .term();
                SymbolicState off = code.withEnables(block, 2);
                above.put(list, gives(code.execute("uniformAbove", code.withEnables(block, 3), Ref.to(rank)), want));
                noFixed.put(list, gives(code.execute("uniform", off, Ref.to(rank)), want));
            }
            show("high", "from 1 MiB on, with E=1 and FE=1", high, above, free);
            show("no-fixed", "with E=1 and FE=0", Term.TRUE, noFixed, free);
        }

        private void bound(List<Term> given, SymbolicState block, String method, int n, Term want) {
            Word word = code.execute(method, block, Word.of(n)).word();
            Term got = want.width() == Term.BOOL ? word.isTrue() : word.term();
            proof.show(
                    name(method + "-" + n + "-of"),
                    "the bounds of pair " + n + " in the code are those of the terms",
                    given,
                    got.eq(want));
            bounds.put(got, want);
        }

        /** The valid pairs, as they stand on the list. */
        private List<PairTerms> listed(int[] rank) {
            return IntStream.range(0, count)
                    .filter(n -> rank[n] >= 0)
                    .boxed()
                    .sorted(Comparator.comparingInt(n -> rank[n]))
                    .map(n -> terms.pairs().get(n))
                    .toList();
        }

        private static Term enables(int value) {
            return RegisterCode.ENABLES.eq(Term.constant(2, value));
        }

        private void show(String name, String says, Term where, Map<Term, Term> lists, Iterable<Term> free) {
            Map<Term, Term> cases = new LinkedHashMap<>();
            lists.forEach((list, goal) -> cases.put(list.and(where), goal));
            proof.showCases(name(name), says + ", the code gives what the terms give", types, cases, bounds, free);
        }

        /** Below 1 MiB: for any byte of any field. What is known there makes it the same for each list. */
        private void low(Term where, Map<Term, Term> lists) {
            Set<Term> goals = new LinkedHashSet<>();
            lists.forEach((list, goal) -> goals.add(goal.assuming(list.and(where))));
            List<Term> all = new ArrayList<>();
            for (int field = 0; field < FixedRanges.FIELDS; field++) {
                Map<Term, Term> by = inField(field);
                goals.forEach(goal -> all.add(goal.substitute(by)));
            }
            List<Term> given = new ArrayList<>(types);
            given.add(proof.assume(Codes.legal(BYTE)));
            proof.show(
                    name("low"),
                    "below 1 MiB, with E=1 and FE=1, the code gives what the terms give, whatever a field holds",
                    given,
                    Term.all(all));
        }

        /** An address in a field, and a register that holds any byte in it. */
        private Map<Term, Term> inField(int field) {
            long first = FixedRanges.start(field) >>> PAGE_SHIFT;
            int bits = Long.numberOfTrailingZeros(FixedRanges.start(field + 1) - FixedRanges.start(field)) - PAGE_SHIFT;
            Term frame = Term.constant(PairTerms.FRAME_BITS - bits, first >>> bits);
            Term register = terms.fixed().get(field / Byte.SIZE);
            int low = field % Byte.SIZE * Byte.SIZE;
            Term value = BYTE;
            if (low > 0) {
                value = value.concat(register.extract(low - 1, 0));
            }
            if (low + Byte.SIZE < Long.SIZE) {
                value = register.extract(Long.SIZE - 1, low + Byte.SIZE).concat(value);
            }
            return Map.of(
                    RegisterCode.FRAME,
                    bits == 0 ? frame : frame.concat(Term.variable("in-field", bits)),
                    register,
                    value);
        }

        /** Each order of a list of some of the pairs: of each pair its place, equal for equal bases, or -1. */
        private List<int[]> ranks() {
            List<int[]> all = new ArrayList<>();
            add(new int[count], 0, all);
            return all;
        }

        private void add(int[] rank, int n, List<int[]> all) {
            if (n < count) {
                for (int place = -1; place < count; place++) {
                    rank[n] = place;
                    add(rank, n + 1, all);
                }
                return;
            }
            TreeSet<Integer> places = new TreeSet<>();
            for (int place : rank) {
                places.add(place);
            }
            places.remove(-1);
            if (places.isEmpty() || places.last() == places.size() - 1) {
                all.add(rank.clone());
            }
        }
    }
}
