package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.CachedTypes;
import org.junit.jupiter.api.Test;

/** A proof is one of a claim only if its scope contains the claim's. */
class ContainedTest {
    private static final int STATES = 20;

    private final CachedTypes system = new CachedTypes();

    /** What is said of the proof of the right design at a scope, for a claim at another one. */
    private CutOff at(String claimed, String proved) {
        Claim right = system.claims().get(0);
        Claim claim = new Claim(
                right.id(),
                system,
                right.design(),
                right.law(),
                right.scope().with(claimed),
                right.expected(),
                right.says(),
                right.finding(),
                right.sources());
        Proof proof = new Proof(
                right.id(),
                proved,
                ImmutableList.of(),
                ImmutableList.of("cpu", "page"),
                ImmutableList.of("explained"),
                "everything");
        return Contained.compared(new Setup(system, claim, proof, Summaries.none()));
    }

    private void isRefused(String claimed, String proved, String why) {
        assertThat(at(claimed, proved)).satisfies(line -> {
            assertThat(line.carries()).as(line.says()).isFalse();
            assertThat(line.says()).contains(why);
        });
    }

    @Test
    void aScopeWithMoreIsFine() {
        CutOff line = at("cpus=3,pages=1", "cpus=2,pages=2,wide=on");
        assertThat(line.carries()).as(line.says()).isTrue();
        assertThat(line.says()).contains("all ").contains("steps of the proof");
        assertThat(at("first=40", "first=1,wide=on").carries())
                .as("other addresses")
                .isTrue();
    }

    @Test
    void anActionMustBeThere() {
        isRefused("pages=1", "wide=on,less=" + CachedTypes.NO_PLUG, "there is no action plug");
    }

    @Test
    void eachValueMustBeThere() {
        isRefused("wide=on", "wide=off", "there is no write cpu=");
    }

    @Test
    void anActionMustBePossibleThere() {
        isRefused(
                "pages=1",
                "wide=on,less=" + CachedTypes.FEW_WRITES,
                "write cpu=0 value=0x1001 is not possible there where it is possible here");
    }

    @Test
    void theLawMustNotSayLess() {
        isRefused("pages=1", "wide=on,less=" + CachedTypes.WEAK_LAW, "follows does not say there what it says here");
    }

    @Test
    void theInitialStateMustSatisfyTheInvariant() {
        isRefused("less=" + CachedTypes.ODD_START, "wide=on,less=0", "its initial state does not satisfy explained");
    }

    @Test
    void aRegisterMustHaveALegalValueAtTheStart() {
        isRefused(
                "wide=on,less=" + CachedTypes.ODD_REGISTER,
                "wide=on,less=0",
                "initially register of CPU 0 is 0x3002, which is no legal value there");
    }

    @Test
    void allProofsAreOfTheirClaims() {
        for (ModelSystem each : Systems.catalogue().all()) {
            for (Proof proof : each.proofs()) {
                Claim claim = each.claims().stream()
                        .filter(one -> one.id().equals(proof.claim()))
                        .findFirst()
                        .orElseThrow();
                CutOff line = Contained.compared(new Setup(each, claim, proof, Summaries.none()), STATES);
                assertThat(line.carries()).as(claim.id() + ": " + line.says()).isTrue();
            }
        }
    }
}
