package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Written;
import dev.stalemate.model.Claim;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What proofs say of every value of a register is said of each value that WRMSR accepts, and of no other. */
@ExtendWith(Woven.class)
class EveryRegisterValueTest {
    private static final int PAIRS = 8;
    /** Which parameter of a write is the value. */
    private static final int VALUES = 2;

    private static final Term VALUE = Term.variable("value", Long.SIZE);

    private static Model model(String system, String claim) {
        ModelSystem of = Systems.catalogue().system(system);
        Claim asked = of.claims().stream()
                .filter(each -> each.id().equals(claim))
                .findFirst()
                .orElseThrow();
        Proof proof = of.proofs().stream()
                .filter(each -> each.claim().equals(claim))
                .findFirst()
                .orElseThrow();
        return of.build(asked.design(), asked.scope().with(proof.scope()));
    }

    private static int maxPhyAddr(String system, Scope scope) {
        return Systems.catalogue().system(system).settings().stream()
                .filter(setting -> setting.name().equals("maxphyaddr"))
                .map(scope::text)
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    private static List<Action> writes(Model model, String name) {
        return model.actions().stream()
                .filter(action -> action.name().equals(name))
                .toList();
    }

    /** Of an action that writes one register. */
    private static int msr(Action action) {
        return (int) action.parameters().get(1).domain().values()[0];
    }

    @ParameterizedTest
    @CsvSource({"kvm,K12c,wrmsr", "kvm,K10b,wrmsr", "xen-ept,X2,wrmsr", "xen-ept,X7,wrmsr", "xen-ept,X7,hvm-load"})
    void aRegisterIsWrittenWithEachValueThatWrmsrAccepts(String system, String claim, String name) {
        Model model = model(system, claim);
        Word width = Word.of(maxPhyAddr(system, model.scope()));
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        Executor executor = new Executor(model, Summaries.none());
        Set<Integer> written = new TreeSet<>();
        for (Action action : writes(model, name)) {
            written.add(msr(action));
            Result is = executor.accepts(action.parameters().get(VALUES).domain(), VALUE);
            List<Value> asked = List.of(Word.of(msr(action)), new Word(VALUE), width, Word.of(PAIRS));
            Result must = executor.method(MtrrMsr.class, "accepts", asked, any);
            assertThat(is.fault()).as(action.label()).isSameAs(Term.FALSE);
            assertThat(is.value()).as(action.label()).isSameAs(must.value());
        }
        assertThat(written)
                .containsExactlyElementsOf(IntStream.rangeClosed(0, MtrrMsr.DEF_TYPE)
                        .filter(EveryRegisterValueTest::isRegister)
                        .boxed()
                        .toList());
    }

    private static boolean isRegister(int msr) {
        boolean fixed = MtrrMsr.fixedIndex(msr) >= 0;
        return fixed || MtrrMsr.isVariable(msr, PAIRS) || msr == MtrrMsr.DEF_TYPE || msr == Pat.MSR;
    }

    /** Whether a register may be written depends on no more of the value than whether the register has it. */
    @ParameterizedTest
    @CsvSource({"kvm,K12c", "xen-ept,X2"})
    void eachValueThatARegisterHasNotYetCanBeWritten(String system, String claim) {
        Model model = model(system, claim);
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        Executor executor = new Executor(model, Summaries.none());
        List<Action> writes = writes(model, "wrmsr");
        assertThat(writes).isNotEmpty();
        for (Action action : writes) {
            Written register = Objects.requireNonNull(action.written());
            Term present = any.get((LongField) register.field(), 0);
            List<Term> asked = List.of(Term.constant(Long.SIZE, 0), Term.constant(Long.SIZE, msr(action)), VALUE);
            Term possible = executor.guard(action, asked, any).value().assuming(VALUE.ne(present));
            assertThat(possible).as(action.label()).isNotSameAs(Term.FALSE);
            assertThat(possible.variables()).as(action.label()).doesNotContain(VALUE);
        }
    }
}
