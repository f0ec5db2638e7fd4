package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.prove.execute.Ref;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.Summaries.Asked;
import dev.stalemate.prove.execute.Value;
import dev.stalemate.prove.execute.Word;
import dev.stalemate.prove.resolver.LookUps.XenAnswer;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The look-ups of an MTRR type as terms, for code that calls them: their loops over a list of pairs are not gone into. {@link CodeLemmas}
 * proves them.
 *
 * <p>They ask for registers that WRMSR lets in, and KVM's for an address below 2^52: elsewhere they say that the code throws an exception,
 * so that a proof must show that it does not get there.
 */
public final class LookUpSummaries {
    private static final LookUps LOOK_UPS = new LookUps();
    private static final int ADDRESS_BITS = 52;

    /** Where WRMSR takes a value, by what it depends on: asked of the same registers again and again. */
    private final Map<List<Object>, Term> accepted = new HashMap<>();

    private final Set<LookUpCode> used = EnumSet.noneOf(LookUpCode.class);

    /** {@link Mtrrs#type}, {@link KvmMtrrLookup#type} and {@link XenMtrrs#type}. */
    public Summaries all() {
        return Summaries.none()
                .with(Mtrrs.class, LookUpCode.METHOD, this::sdm)
                .with(KvmMtrrLookup.class, LookUpCode.METHOD, this::kvm)
                .with(XenMtrrs.class, LookUpCode.METHOD, this::xen);
    }

    /** Those that code has called so far. */
    public Set<LookUpCode> used() {
        return Set.copyOf(used);
    }

    private Value sdm(Asked call) {
        used.add(LookUpCode.SDM);
        return type(LOOK_UPS.sdmType(registers(call), call.term(1)), Ref.NULL);
    }

    private Value kvm(Asked call) {
        used.add(LookUpCode.KVM);
        Term address = call.term(2);
        call.fault(
                address.extract(Long.SIZE - 1, ADDRESS_BITS).ne(Term.constant(Long.SIZE - ADDRESS_BITS, 0)),
                "an address of more than 52 bits");
        Term hasMtrrs = new Word(call.term(1)).isTrue();
        return type(LOOK_UPS.kvmType(registers(call), hasMtrrs, address), Ref.to(MemType.WB));
    }

    private Value xen(Asked call) {
        used.add(LookUpCode.XEN);
        Term order = call.term(2);
        call.fault(order.ult(Term.constant(Integer.SIZE, PairTerms.FRAME_BITS)).not(), "a page of more than 52 bits");
        Term block = Term.constant(PairTerms.FRAME_BITS, -1).shl(order.zeroExtend(PairTerms.FRAME_BITS));
        XenAnswer answer = LOOK_UPS.xenType(registers(call), call.term(1), block);
        return new Word(Term.ite(answer.splits(), Term.constant(Integer.SIZE, XenMtrrs.SPLIT), number(answer.type())));
    }

    /** The number of a type's code: that of WB where it is not that of UC, WC, WT or WP, as legal registers have no other. */
    private static Term number(Term code) {
        Term number = Term.constant(Integer.SIZE, MemType.WB.code());
        for (MemType each : new MemType[] {MemType.WP, MemType.WT, MemType.WC, MemType.UC}) {
            number = Term.ite(Codes.is(code, each), Term.constant(Integer.SIZE, each.code()), number);
        }
        return number;
    }

    /** The registers that are the first argument. */
    private MtrrTerms registers(Asked call) {
        Value r = call.argument(0);
        Term count = call.number(MtrrRegisters.class, "vcnt", r);
        if (!count.isConstant()) {
            throw new IllegalArgumentException("an unknown number of variable ranges");
        }
        Term one = Term.constant(Long.SIZE, 1);
        Term bits = call.number(MtrrRegisters.class, "maxPhyAddr", r);
        Term below = one.shl(bits.zeroExtend(Long.SIZE)).sub(one);
        MtrrTerms registers = new MtrrTerms(
                below,
                call.number(MtrrRegisters.class, "defType", r),
                IntStream.range(0, MtrrRegisters.FIXED_COUNT)
                        .mapToObj(i -> call.number(MtrrRegisters.class, "fixed", r, Word.of(i)))
                        .collect(ImmutableList.toImmutableList()),
                IntStream.range(0, (int) count.value())
                        .mapToObj(n -> new PairTerms(
                                call.number(MtrrRegisters.class, "base", r, Word.of(n)),
                                call.number(MtrrRegisters.class, "mask", r, Word.of(n)),
                                below))
                        .collect(ImmutableList.toImmutableList()));
        mustBeLegal(call, registers, bits, count);
        return registers;
    }

    /** As WRMSR's own code says it, register by register: that is how a proof knows it. */
    private void mustBeLegal(Asked call, MtrrTerms r, Term bits, Term count) {
        mustBeLegal(call, MtrrMsr.DEF_TYPE, r.defType(), bits, count);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            mustBeLegal(call, MtrrMsr.fixed(i), r.fixed().get(i), bits, count);
        }
        for (int n = 0; n < r.pairs().size(); n++) {
            mustBeLegal(call, MtrrMsr.physBase(n), r.pairs().get(n).base(), bits, count);
            mustBeLegal(call, MtrrMsr.physMask(n), r.pairs().get(n).mask(), bits, count);
        }
    }

    private void mustBeLegal(Asked call, int msr, Term value, Term bits, Term count) {
        Term accepts = accepted.computeIfAbsent(List.of(msr, value, bits, count), key -> new Word(call.number(
                        MtrrMsr.class, "accepts", Word.of(msr), new Word(value), new Word(bits), new Word(count)))
                .isTrue());
        call.fault(accepts.not(), "an MTRR with a value that WRMSR refuses");
    }

    /** The type of a code; another one where it is not that of UC, WC, WT, WP or WB. */
    private static Ref type(Term code, Ref otherwise) {
        Ref type = otherwise;
        for (MemType each : MemType.values()) {
            if (each != MemType.UC_MINUS) {
                type = Ref.choose(Codes.is(code, each), Ref.to(each), type);
            }
        }
        return type;
    }
}
