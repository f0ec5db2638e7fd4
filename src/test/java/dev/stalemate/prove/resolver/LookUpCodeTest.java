package dev.stalemate.prove.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.execute.CallPath;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.resolver.RegisterCode.KvmType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        return CallPath.known(calls, 1);
    }
}
