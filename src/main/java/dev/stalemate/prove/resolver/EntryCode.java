package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Ept;
import dev.stalemate.memtype.EptCapabilities;
import dev.stalemate.memtype.EptCapabilities.Feature;
import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.prove.execute.Executor;
import dev.stalemate.prove.execute.Ref;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.SymbolicState;
import dev.stalemate.prove.execute.Value;
import dev.stalemate.prove.execute.Word;
import dev.stalemate.prove.term.Term;
import java.util.List;

/** The program's own code about types of accesses, EPT entries and MSRs, called with numbers alone, so that it can be executed over terms. */
final class EntryCode {
    /** Of a type that is none. */
    static final int NO_TYPE = -1;

    /** The least MAXPHYADDR. */
    static final int LEAST_WIDTH = 32;

    /** The greatest. */
    static final int MOST_WIDTH = 52;

    /** MAXPHYADDR. */
    static final Term WIDTH = Term.variable("maxphyaddr", Integer.SIZE);

    private static final Executor EXECUTOR = executor();
    private static final SymbolicState NOTHING =
            SymbolicState.fresh(EXECUTOR.model().layout(), "");

    private EntryCode() {}

    private static Executor executor() {
        Model model = RegisterCode.model(new Layout.Builder().actor("CPU", "look-up"));
        // Which features there are is anything, as the processor says.
        Summaries features = Summaries.none().with(EptCapabilities.class, "has", call -> Word.of(feature(call.ref(1))));
        return new Executor(model, features);
    }

    private static Term feature(Ref feature) {
        Term has = Term.FALSE;
        for (Feature each : Feature.values()) {
            has = Term.ite(feature.is(Ref.to(each)), has(each), has);
        }
        return has;
    }

    /** Whether a processor has a feature. */
    static Term has(Feature feature) {
        return Term.variable("has-" + feature, Term.BOOL);
    }

    /** Whether {@link #WIDTH} is from 32 to 52. */
    static Term width() {
        return Term.constant(Integer.SIZE, LEAST_WIDTH)
                .ule(WIDTH)
                .and(WIDTH.ule(Term.constant(Integer.SIZE, MOST_WIDTH)));
    }

    /** A processor of any MAXPHYADDR. */
    static Ref processor() {
        Ref any = Ref.to(EptCapabilities.usual(MOST_WIDTH));
        for (int width = LEAST_WIDTH; width < MOST_WIDTH; width++) {
            Term is = WIDTH.eq(Term.constant(Integer.SIZE, width));
            any = Ref.choose(is, Ref.to(EptCapabilities.usual(width)), any);
        }
        return any;
    }

    /** A method of this class, executed over terms. */
    static Result execute(String method, Value... arguments) {
        return EXECUTOR.method(EntryCode.class, method, List.of(arguments), NOTHING);
    }

    /** {@link EffectiveType#of}. */
    static int effectiveType(int mtrr, int pat) {
        return EffectiveType.of(type(mtrr), type(pat)).code();
    }

    /** {@link Ept#effective} of an access through a leaf. */
    static int effective(boolean cd, long leaf, int pat) {
        return Ept.effective(cd, type(EptEntry.emtCode(leaf)), EptEntry.ipat(leaf), type(pat))
                .code();
    }

    /** {@link EptEntry#misconfigured}. */
    static boolean misconfigured(long entry, int level, EptCapabilities processor) {
        return EptEntry.misconfigured(entry, level, processor);
    }

    /** {@link EptEntry#emt}. */
    static int emt(long leaf) {
        MemType type = EptEntry.emt(leaf);
        return type == null ? NO_TYPE : type.code();
    }

    /** {@link EptEntry#withType}. */
    static long withType(long leaf, int emt, boolean ipat) {
        return EptEntry.withType(leaf, type(emt), ipat);
    }

    /** {@link Ept#eptpValid}. */
    static boolean eptpValid(long eptp, EptCapabilities processor) {
        return Ept.eptpValid(eptp, processor);
    }

    /** {@link MtrrMsr#accepts} of a processor with as many pairs as there can be. */
    static boolean accepts(int msr, long value, int maxPhyAddr) {
        return MtrrMsr.accepts(msr, value, maxPhyAddr, MtrrMsr.MAX_VCNT);
    }

    private static MemType type(int code) {
        MemType type = MemType.ofCode(code);
        if (type == null) {
            throw new IllegalArgumentException("no type");
        }
        return type;
    }
}
