package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.model.Scope;
import dev.stalemate.prove.execute.CallPath;
import dev.stalemate.prove.execute.Executor;
import dev.stalemate.prove.execute.Ref;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.SymbolicState;
import dev.stalemate.prove.execute.Value;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The program's own look-ups, called with registers, an address and an order that are the state of a model: so that their bytecode can be
 * executed over terms, and they themselves over numbers.
 */
final class RegisterCode {
    private static final int NO_TYPE = MemType.UC_MINUS.code();
    private static final int ORDERS = 64;

    /** Of registers whose list has another order. */
    static final int ANOTHER_LIST = -2;

    /** In {@link #any}: E and FE. */
    static final Term ENABLES = Term.variable("enables", 2);

    /** In {@link #any}: the address's frame. */
    static final Term FRAME = Term.variable("frame", PairTerms.FRAME_BITS);

    /** In {@link #any}: the address within its frame. */
    static final Term OFFSET = Term.variable("offset", 12);

    private static final int FE = 10;
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE = 0x1000;

    private final LongField defType;
    private final LongField[] fixed = new LongField[MtrrRegisters.FIXED_COUNT];
    private final LongField[] base;
    private final LongField[] mask;
    private final LongField address;
    private final IntField order;
    private final IntField maxPhyAddr;
    private final IntField hasMtrrs;
    private final Model model;
    private final Executor executor;

    private final KvmType kvm;

    /** A look-up like {@link KvmMtrrLookup#type}. */
    interface KvmType {
        MemType of(MtrrRegisters r, boolean hasMtrrs, long gpa);
    }

    /** For so many pairs. */
    RegisterCode(int pairs) {
        this(pairs, KvmMtrrLookup::type);
    }

    /** With another look-up than KVM's. */
    RegisterCode(int pairs, KvmType kvm) {
        this.kvm = kvm;
        Layout.Builder layout = new Layout.Builder().actor("CPU", "look-up");
        defType = layout.values("def", new long[0]);
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = layout.values("fixed" + i, new long[0]);
        }
        base = new LongField[pairs];
        mask = new LongField[pairs];
        for (int n = 0; n < pairs; n++) {
            base[n] = layout.values("base" + n, new long[0]);
            mask[n] = layout.values("mask" + n, new long[0]);
        }
        address = layout.values("address", new long[0]);
        order = layout.number("order", ORDERS, String::valueOf);
        maxPhyAddr = layout.number("maxphyaddr", ORDERS, String::valueOf);
        hasMtrrs = layout.flag("has-mtrrs");
        model = model(layout);
        executor = new Executor(model, Summaries.none());
    }

    /** A model that does nothing, whose states are registers. */
    static Model model(Layout.Builder layout) {
        return new Model.Builder("registers", new Any(), Scope.of("any", List.of()))
                .layout(layout.build())
                .build();
    }

    /** There is nothing to design. */
    private static final class Any extends NamedDesign {
        Any() {
            super("any", "registers of any value");
        }
    }

    /** Registers in a state. */
    private final class InState implements MtrrRegisters {
        private final long[] state;

        InState(long[] state) {
            this.state = state;
        }

        @Override
        public int maxPhyAddr() {
            return maxPhyAddr.get(state, 0);
        }

        @Override
        public int vcnt() {
            return base.length;
        }

        @Override
        public long defType() {
            return defType.get(state, 0);
        }

        @Override
        public long fixed(int i) {
            return fixed[i].get(state, 0);
        }

        @Override
        public long base(int n) {
            return base[n].get(state, 0);
        }

        @Override
        public long mask(int n) {
            return mask[n].get(state, 0);
        }
    }

    /** {@link Mtrrs#type}. */
    int sdm(long[] state) {
        return code(Mtrrs.type(new InState(state), address.get(state, 0)));
    }

    /** {@link KvmMtrrLookup#type}. */
    int kvm(long[] state) {
        return code(kvm.of(new InState(state), hasMtrrs.is(state, 0), address.get(state, 0)));
    }

    /** {@link KvmMtrrLookup#uniform}: 1 or 0. */
    int uniform(long[] state) {
        return KvmMtrrLookup.uniform(new InState(state), address.get(state, 0), order.get(state, 0)) ? 1 : 0;
    }

    /** {@link XenMtrrs#type}. */
    int xen(long[] state) {
        return XenMtrrs.type(new InState(state), address.get(state, 0), order.get(state, 0));
    }

    /**
     * The same as another method for registers whose list has one order, else {@link #ANOTHER_LIST}: where the order is known, KVM's loops
     * over the list are no puzzle.
     *
     * @param rank of each pair its place on the list, equal for equal bases, or -1 if it isn't valid
     */
    int kvm(long[] state, int[] rank) {
        return hasList(state, rank) ? kvm(state) : ANOTHER_LIST;
    }

    /** The same at an address from 1 MiB on alone. */
    int kvmAbove(long[] state, int[] rank) {
        return FixedRanges.contains(address.get(state, 0)) ? ANOTHER_LIST : kvm(state, rank);
    }

    /** The same below 1 MiB alone. */
    int kvmBelow(long[] state, int[] rank) {
        return FixedRanges.contains(address.get(state, 0)) ? kvm(state, rank) : ANOTHER_LIST;
    }

    /** The same for {@link #uniform}. */
    int uniform(long[] state, int[] rank) {
        return hasList(state, rank) ? uniform(state) : ANOTHER_LIST;
    }

    /** The same of a block from 1 MiB on alone. */
    int uniformAbove(long[] state, int[] rank) {
        return FixedRanges.contains(address.get(state, 0)) ? ANOTHER_LIST : uniform(state, rank);
    }

    /** Whether KVM's range of a pair, valid or not, begins at the address's page or before. */
    boolean begins(long[] state, int n) {
        return KvmMtrrLookup.first(new InState(state), n) < (address.get(state, 0) & -PAGE) + PAGE;
    }

    /** Whether it ends at the address's page or behind. */
    boolean ends(long[] state, int n) {
        return KvmMtrrLookup.last(new InState(state), n) >= (address.get(state, 0) & -PAGE);
    }

    /** Whether KVM's range of a pair begins in a block that begins at the address, or before it. */
    boolean beginsInBlock(long[] state, int n) {
        return KvmMtrrLookup.first(new InState(state), n) < address.get(state, 0) + (PAGE << order.get(state, 0));
    }

    /** Whether it ends in the block, or behind it. */
    boolean endsInBlock(long[] state, int n) {
        return KvmMtrrLookup.last(new InState(state), n) >= address.get(state, 0);
    }

    /** The first address behind it. */
    long end(long[] state, int n) {
        return KvmMtrrLookup.last(new InState(state), n) + 1;
    }

    boolean hasList(long[] state, int[] rank) {
        MtrrRegisters r = new InState(state);
        for (int n = 0; n < rank.length; n++) {
            if (((r.mask(n) & MtrrMsr.V) != 0) != (rank[n] >= 0)) {
                return false;
            }
        }
        for (int a = 0; a < rank.length; a++) {
            for (int b = 0; b < rank.length; b++) {
                if (rank[a] >= 0 && rank[b] >= 0 && a != b) {
                    if ((r.base(a) < r.base(b)) != (rank[a] > rank[b])) {
                        return false;
                    }
                    if ((r.base(a) == r.base(b)) != (rank[a] == rank[b])) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static int code(@Nullable MemType type) {
        return type == null ? NO_TYPE : type.code();
    }

    /** The model. */
    Model model() {
        return model;
    }

    /**
     * A method of this class, executed over terms.
     *
     * @param more its arguments after the state
     */
    Result execute(String method, SymbolicState state, Value... more) {
        List<Value> arguments = new ArrayList<>(List.of(Ref.to(this), Executor.state()));
        arguments.addAll(List.of(more));
        return executor.method(RegisterCode.class, method, arguments, state);
    }

    /** What numbers its code has met so far. */
    CallPath calls() {
        return executor.calls();
    }

    /** The registers of a state as terms. */
    MtrrTerms registers(SymbolicState state) {
        Term one = Term.constant(Long.SIZE, 1);
        Term below = one.shl(state.get(maxPhyAddr, 0).zeroExtend(Long.SIZE)).sub(one);
        List<PairTerms> pairs = IntStream.range(0, base.length)
                .mapToObj(n -> new PairTerms(state.get(base[n], 0), state.get(mask[n], 0), below))
                .toList();
        return new MtrrTerms(
                below,
                state.get(defType, 0),
                Arrays.stream(fixed).map(field -> state.get(field, 0)).collect(ImmutableList.toImmutableList()),
                ImmutableList.copyOf(pairs));
    }

    /**
     * Any registers that WRMSR lets in, and some more: with types that are none, and frames beyond MAXPHYADDR. {@link CodeLemmas} shows that
     * each register is of that form.
     */
    SymbolicState any() {
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        Term enables = ENABLES.zeroExtend(Long.SIZE - FE).concat(Term.constant(FE - Codes.BITS, 0));
        any = any.with(defType, 0, enables.concat(Term.variable("default", Codes.BITS)));
        for (int n = 0; n < base.length; n++) {
            Term type = Term.constant(PAGE_SHIFT - Codes.BITS, 0).concat(Term.variable("type" + n, Codes.BITS));
            Term valid = Term.variable("valid" + n, 1).concat(Term.constant(PAGE_SHIFT - 1, 0));
            any = any.with(base[n], 0, framed(Term.variable("base" + n, PairTerms.FRAME_BITS), type))
                    .with(mask[n], 0, framed(Term.variable("mask" + n, PairTerms.FRAME_BITS), valid));
        }
        return any.with(address, 0, framed(FRAME, OFFSET));
    }

    private static Term framed(Term frame, Term low) {
        return frame.zeroExtend(Long.SIZE - PAGE_SHIFT).concat(low);
    }

    /** The address of a state. */
    Term address(SymbolicState state) {
        return state.get(address, 0);
    }

    /** Whether CPUID has the MTRR feature in a state. */
    Term hasMtrrs(SymbolicState state) {
        return state.get(hasMtrrs, 0).eq(Term.constant(1, 1));
    }

    /** A state with another address. */
    SymbolicState withAddress(SymbolicState state, Term to) {
        return state.with(address, 0, to);
    }

    /** A state in which E and FE have known values. */
    SymbolicState withEnables(SymbolicState state, int to) {
        Term value = state.get(defType, 0).substitute(Map.of(ENABLES, Term.constant(2, to)));
        return state.with(defType, 0, value);
    }

    /** A state with another order. */
    SymbolicState withOrder(SymbolicState state, int to) {
        return state.with(order, 0, Term.constant(order.width(), to));
    }
}
