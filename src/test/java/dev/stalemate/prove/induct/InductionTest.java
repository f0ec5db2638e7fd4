package dev.stalemate.prove.induct;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.toy.CachedTypes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Woven.class)
class InductionTest {
    @Test
    void toy() throws IOException {
        CachedTypes system = new CachedTypes();
        try (Solvers solvers = Solvers.open(List.of(), () -> false)) {
            for (int i = 0; i < system.claims().size(); i++) {
                Claim claim = system.claims().get(i);
                Proof proof = system.proofs().get(i);
                long t = System.nanoTime();
                System.out.println("== " + claim.id());
                Induction.rows(system, claim, proof, Summaries.none(), solvers.all())
                        .forEach(r -> {
                            if (r.asked() > 0) System.out.println(r);
                        });
                System.out.println((System.nanoTime() - t) / 1000000 + " ms");
            }
        }
    }
}
