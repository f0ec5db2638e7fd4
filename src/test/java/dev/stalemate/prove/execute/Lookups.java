package dev.stalemate.prove.execute;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.kvm.KvmMtrrLookup;

/** Stands for the summaries of look-ups where a test isn't about their answer: it may be any type. */
final class Lookups {
    private Lookups() {}

    /** Any type, the same at each call. */
    static Summaries any() {
        Summaries.Rule rule = call -> {
            Term any = Term.variable("type", 3);
            Ref type = Ref.to(MemType.UC);
            for (MemType each : MemType.values()) {
                type = Ref.choose(any.eq(Term.constant(3, each.code())), Ref.to(each), type);
            }
            return type;
        };
        return Summaries.none().with(KvmMtrrLookup.class, "type", rule).with(Mtrrs.class, "type", rule);
    }
}
