package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import dev.stalemate.systems.Systems;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of real models over terms: all of it can be executed, and the terms stay small. */
@ExtendWith(Woven.class)
class ExecutorTest {
    private static final String WIDE =
            "vcpus=2,frames=0x80000000,wrmsr=wide,maxphyaddr=52,hotplug=bare,large=off,p2m=off";

    private static Model kvm(String design) {
        var system = Systems.catalogue().system("kvm");
        return system.build(system.design(design), system.scope(WIDE));
    }

    private static List<Term> anyArguments(Action action) {
        List<Term> arguments = new ArrayList<>();
        for (Action.Parameter parameter : action.parameters()) {
            arguments.add(
                    parameter.domain().isFinite()
                            ? Term.constant(Long.SIZE, parameter.domain().values()[0])
                            : Term.variable("argument." + parameter.name(), Long.SIZE));
        }
        return arguments;
    }

    private static Action action(Model model, String label) {
        return model.actions().stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static Field field(Model model, String name) {
        return model.layout().fields().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.7", "linux-6.7-zap-old-and-new", "cd0-zaps-all", "linux-4.9-no-quirk"})
    void everyGuardAndEffectIsExecutedAndSmall(String design) {
        Model model = kvm(design);
        Executor executor = new Executor(model, Lookups.any());
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        int changes = 0;
        for (Action action : model.actions()) {
            List<Term> arguments = anyArguments(action);
            assertThat(TermGraph.size(executor.guard(action, arguments, any).value()))
                    .as(action.label())
                    .isLessThan(40);
            SymbolicState after = executor.effect(action, arguments, any).after();
            for (Ref.Element changed : any.changedIn(after)) {
                Term term = after.get(changed.field(), changed.number());
                assertThat(TermGraph.size(term))
                        .as(action.label() + ": " + changed)
                        .isLessThan(80);
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(model.actions().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.7", "linux-4.9-no-quirk"})
    void everyLawIsExecuted(String design) {
        Model model = kvm(design);
        Executor executor = new Executor(model, Lookups.any());
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        for (Law law : model.laws()) {
            assertThat(executor.test(law.premise(), any).value().isConstant())
                    .as(law.name())
                    .isFalse();
            assertThat(TermGraph.size(executor.test(law.holds(), any).value()))
                    .as(law.name())
                    .isLessThan(400);
        }
    }

    @Test
    void aWriteOfTheDefaultTypeZapsWhereThereIsADevice() {
        Model model = kvm("linux-6.7");
        SymbolicState any = SymbolicState.fresh(model.layout(), "");
        Action wrmsr = action(model, "wrmsr msr=0x2ff");
        Result result = new Executor(model, Lookups.any()).effect(wrmsr, anyArguments(wrmsr), any);
        Field leaf = field(model, "ept");
        Term device = any.get(field(model, "noncoherent-devices"), 0).eq(Term.constant(1, 1));
        assertThat(result.fault()).isSameAs(Term.FALSE);
        assertThat(result.after().get(leaf, 0))
                .isSameAs(Term.ite(device, Term.constant(leaf.width(), 0), any.get(leaf, 0)));
        assertThat(result.after().get(field(model, "msr.0x2ff"), 0))
                .isSameAs(Term.variable("argument.value", Long.SIZE));
        assertThat(any.changedIn(result.after())).hasSize(2);
    }
}
