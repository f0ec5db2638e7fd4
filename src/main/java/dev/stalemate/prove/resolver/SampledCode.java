package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.prove.resolver.LookUps.XenAnswer;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The terms of look-ups worked out with random registers, against the program's own code. */
final class SampledCode {
    /** Orders of the blocks that Xen and KVM look up. */
    static final List<Integer> ORDERS = List.of(0, 9, 18);

    private static final long PAGE = 0x1000;

    private final MtrrTerms registers;
    private final Term address = Term.variable("address", Long.SIZE);
    private final Term hasMtrrs = Term.variable("has-mtrrs", Term.BOOL);
    private final Term block = Term.variable("block", PairTerms.FRAME_BITS);
    private final Evaluator terms;

    /** For registers with so many pairs. */
    SampledCode(LookUps lookUps, int pairs) {
        registers = MtrrTerms.any("r", pairs, Term.variable("below", Long.SIZE));
        XenAnswer xen = lookUps.xenType(registers, address, block);
        terms = new Evaluator(List.of(
                lookUps.sdmType(registers, address),
                lookUps.kvmType(registers, hasMtrrs, address),
                Term.ite(xen.splits(), Codes.UNDEFINED, xen.type()),
                uniform(lookUps),
                registers.legal(),
                registers.contains(address)));
    }

    /** The check of a large page, of registers whose pairs stand in the order of KVM's list. */
    private Term uniform(LookUps lookUps) {
        Term start = PairTerms.frame(address).band(block);
        Term last = start.bor(block.bnot());
        Term rules = registers.fixedRules(LookUps.address(start));
        TypeSet fixed = TypeSet.EMPTY;
        for (int field = 0; field < FixedRanges.FIELDS; field++) {
            Term touches =
                    frame(FixedRanges.start(field)).ule(last).and(start.ule(frame(FixedRanges.start(field + 1) - 1)));
            fixed = fixed.with(rules.and(touches), registers.type(field));
        }
        Term onlyFixed = rules.and(last.ult(frame(FixedRanges.END)));
        return registers
                .enabled()
                .implies(Term.ite(onlyFixed, fixed.several().not(), lookUps.kvmUniform(registers, start, last, fixed)));
    }

    private static Term frame(long address) {
        return PairTerms.frame(Term.constant(Long.SIZE, address));
    }

    /** The first of so many register files for which a term differs from the code, in words. */
    Optional<String> difference(Random random, int samples) {
        for (int i = 0; i < samples; i++) {
            RandomRegisters next = new RandomRegisters(random, registers.pairs().size());
            Optional<String> difference = difference(next.state(), next.address(), random);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(MtrrState state, long at, Random random) {
        boolean has = random.nextBoolean();
        int order = ORDERS.get(random.nextInt(ORDERS.size()));
        long start = at & -PAGE << order;
        int split = XenMtrrs.type(state, at, order);
        boolean uniform = KvmMtrrLookup.uniform(state, start, order);
        terms.set(hasMtrrs, has ? 1 : 0);
        terms.set(block, -1L << order);
        set(state, at, true);
        Optional<String> check = differs("KvmMtrrLookup.uniform of order " + order, 3, uniform ? 1 : 0, state, start);
        set(state, at, false);
        return check.or(() -> differs("Mtrrs.type", 0, code(Mtrrs.type(state, at)), state, at))
                .or(() -> differs("KvmMtrrLookup.type", 1, code(KvmMtrrLookup.type(state, has, at)), state, at))
                .or(() -> differs("XenMtrrs.type of order " + order, 2, split < 0 ? code(null) : split, state, at))
                .or(() -> differs("what WRMSR lets in", 4, 1, state, at))
                .or(() -> differs("addresses below 2^MAXPHYADDR", 5, 1, state, at));
    }

    /** Puts numbers in, with the pairs as they are numbered, or as they stand on KVM's list. */
    private void set(MtrrState state, long at, boolean listed) {
        List<Integer> order = IntStream.range(0, state.vcnt())
                .boxed()
                .sorted(listed ? Comparator.comparing(n -> -state.base(n)) : Comparator.naturalOrder())
                .toList();
        terms.set(registers.below(), (1L << state.maxPhyAddr()) - 1);
        terms.set(registers.defType(), state.defType());
        for (int i = 0; i < registers.fixed().size(); i++) {
            terms.set(registers.fixed().get(i), state.fixed(i));
        }
        for (int n = 0; n < state.vcnt(); n++) {
            terms.set(registers.pairs().get(n).base(), state.base(order.get(n)));
            terms.set(registers.pairs().get(n).mask(), state.mask(order.get(n)));
        }
        terms.set(address, at);
        terms.run();
    }

    private static long code(@Nullable MemType type) {
        return type == null ? Codes.UNDEFINED.value() : type.code();
    }

    private Optional<String> differs(String what, int term, long code, MtrrState state, long at) {
        long value = terms.value(term);
        return value == code
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "%s gives %d and its term %d at 0x%x: %s", what, code, value, at, state));
    }
}
