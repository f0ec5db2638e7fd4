package dev.stalemate.prove.induct;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.*;
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
    @org.junit.jupiter.api.Disabled void dbg() throws Exception {
        CachedTypes system = new CachedTypes();
        Setup setup = new Setup(system, system.claims().get(0), system.proofs().get(0), Summaries.none());
        ProofModel two = setup.model(setup.scope());
        ProofModel three = setup.larger(two, "page").get();
        CutOff c = new CutOff("page", two, three, List.of("explained"));
        c.compare("follows", 0);
        for (CutOff.Asked a : c.asked()) {
            System.out.println(a.obligation().text());
            a.obligation().bools().forEach(System.out::println);
            System.out.println(Cases.of(a.obligation()).open().get(0).bools());
            System.out.println(new dev.stalemate.prove.solve.Query("x", Cases.of(a.obligation()).open().get(0).bools()));
            System.out.println(Solvers.open(List.of(), () -> false).all().get(0).ask(new dev.stalemate.prove.solve.Query("x", a.obligation().bools()), java.time.Duration.ofSeconds(9)));
            System.out.println(Solvers.open(List.of(), () -> false).all().get(0).smt(new dev.stalemate.prove.solve.Query("x", a.obligation().bools())));
        }
    }

    @Test
    void toy() throws IOException {
        CachedTypes system = new CachedTypes();
        try (Solvers solvers = Solvers.open(List.of(), () -> false)) {
            for (int i = 0; i < system.claims().size(); i++) {
            Claim claim = system.claims().get(i);
            Proof proof = system.proofs().get(i);
            long t = System.nanoTime();
            ProofReport r = Induction.prove(system, claim, proof, Summaries.none(), solvers.all(), ProofOptions.USUAL, ProofProgress.NONE);
            System.out.println("== " + claim.id() + " " + r.end() + " " + r.why() + " " + (System.nanoTime() - t) / 1000000 + " ms");
            r.cutOff().forEach(System.out::println);
            if (i < 2) r.rows().forEach(System.out::println);
            r.failures().forEach(System.out::println);
            }
        }
    }
}
