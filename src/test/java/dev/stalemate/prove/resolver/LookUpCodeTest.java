package dev.stalemate.prove.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.execute.CallPath;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.resolver.Lemma.Theorem;
import dev.stalemate.prove.resolver.RegisterCode.KvmType;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether what stands for look-ups is their present code, for any number of pairs. */
@ExtendWith(Woven.class)
class LookUpCodeTest {
    private static final Path PROVED = Path.of("src/main/resources/dev/stalemate/prove/resolver/look-ups.txt");
    private static final int FOURTH = 3;
    private static final long ODD = 0x1234_5678_9000L;

    /** ResolverProofsTest asks the statements of the present code, so that they are proved of it. */
    @Test
    void statementsAreProvedOfThePresentCode() throws IOException {
        if (System.getProperty("proofs.write") != null) {
            Files.write(PROVED, LookUpCode.present());
        }
        assertThat(Files.readAllLines(PROVED)).as("run with -Dproofs.write").isEqualTo(LookUpCode.present());
    }

    @Test
    void codeThatKnowsAPairByItsNumberIsFoundWithOneToThreePairs() {
        List<KvmType> planted = List.of(
                (r, has, gpa) -> r.vcnt() > FOURTH && r.base(FOURTH) == ODD ? MemType.WC : MemType.UC,
                (r, has, gpa) -> r.vcnt() == 9 ? MemType.WC : MemType.UC,
                (r, has, gpa) -> any(r, n -> n == FOURTH) ? MemType.WC : MemType.UC,
                (r, has, gpa) -> any(r, n -> r.base(n) == ODD && n >= FOURTH) ? MemType.WC : MemType.UC,
                (r, has, gpa) -> any(r, n -> n >> 1 >> 1 != 0 && r.base(n) == ODD) ? MemType.WC : MemType.UC,
                (r, has, gpa) -> r.vcnt() >> 2 != 0 && gpa == ODD ? MemType.WC : MemType.UC,
                (r, has, gpa) -> matching(r) >> 2 != 0 ? MemType.WC : MemType.UC,
                (r, has, gpa) -> matching(r) > FOURTH ? MemType.WC : MemType.UC);
        for (KvmType each : planted) {
            assertThat(known(each)).isNotEmpty().allMatch(place -> place.contains("LookUpCodeTest.java:"));
        }
    }

    @Test
    void codeThatCantBeExecutedOverTermsIsUndecided() {
        KvmType timed = (r, has, gpa) -> System.nanoTime() == gpa ? MemType.WC : MemType.UC;
        Lemma lemma = new Theorem(new Statement("code-kvm", "", "", "", "", Known.PROVED), () -> {
            RegisterCode code = new RegisterCode(1, timed);
            code.execute("kvm", code.withEnables(code.any(), 2));
            return new Composition();
        });
        String why = "System.nanoTime() is called, at LookUpCodeTest.java:";
        List<Solver> solvers = List.of(new Unasked("unasked", "1"));
        assertThat(ResolverProofs.asked(List.of(lemma), solvers, ProofOptions.USUAL, ProofProgress.NONE)
                        .results())
                .singleElement()
                .satisfies(result -> assertThat(result.known()).isEqualTo(Known.UNDECIDED))
                .satisfies(result -> assertThat(result.why()).contains("its code is refused: ", why));
        CutOff line = LookUpCode.KVM.asked(List.of(lemma), solvers, ProofOptions.USUAL, ProofProgress.NONE);
        assertThat(line.carries()).isFalse();
        assertThat(line.says()).contains("see prove resolver code-kvm (", why);
    }

    /** Has nothing to answer. */
    private record Unasked(String name, String version) implements Solver {
        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            throw new AssertionError(query.name());
        }

        @Override
        public SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped) {
            throw new AssertionError(name);
        }
    }

    /** Whether something is true of a pair. */
    private interface Pair {
        boolean is(int n);
    }

    private static boolean any(MtrrRegisters r, Pair pair) {
        for (int n = 0; n < r.vcnt(); n++) {
            if (pair.is(n)) {
                return true;
            }
        }
        return false;
    }

    private static int matching(MtrrRegisters r) {
        int matching = 0;
        for (int n = 0; n < r.vcnt(); n++) {
            matching += r.base(n) == ODD ? 1 : 0;
        }
        return matching;
    }

    private static Set<String> known(KvmType kvm) {
        List<CallPath> calls = new ArrayList<>();
        for (int pairs = 1; pairs <= FOURTH; pairs++) {
            RegisterCode code = new RegisterCode(pairs, kvm);
            code.execute("kvm", code.withEnables(code.any(), 2));
            calls.add(code.calls());
        }
        return CallPath.known(calls, 1, FOURTH);
    }
}
