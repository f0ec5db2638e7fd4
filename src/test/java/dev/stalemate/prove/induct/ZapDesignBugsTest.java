package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.resolver.LookUpSummaries;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The law of K14f asks the design itself what it would zap, and reads no entry: bugs that are planted in what steps do to entries can't make its
 * proof fail. These are bugs of the design's code.
 */
@ExtendWith(Woven.class)
@Tag("thorough")
class ZapDesignBugsTest {
    private static final String CLAIM = "K14f";
    private static final long PAGE = 4096;
    private static final long ONE_MIB = 1 << 20;

    private final ModelSystem kvm = Systems.catalogue().system("kvm");
    private final Claim claim = kvm.claims().stream()
            .filter(each -> each.id().equals(CLAIM))
            .findFirst()
            .orElseThrow();
    private final Proof proof = kvm.proofs().stream()
            .filter(each -> each.claim().equals(CLAIM))
            .findFirst()
            .orElseThrow();

    /** K14f's design, but for what it asks for as CD changes. */
    private record Changed(KvmDesign of, UnaryOperator<Zap> zaps) implements KvmDesign {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public String says() {
            return of.says();
        }

        @Override
        public int leaf(Vm vm, int vcpu, long gpa) {
            return of.leaf(vm, vcpu, gpa);
        }

        @Override
        public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
            of.msrWritten(vm, vcpu, msr, old, zap);
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            of.cdWritten(vm, vcpu, zaps.apply(zap));
        }

        @Override
        public void noncoherentDmaChanged(Vm vm, Zap zap) {
            of.noncoherentDmaChanged(vm, zap);
        }
    }

    /** Ranges that are zapped instead of one. */
    private interface Ranges {
        void of(Zap zap, long first, long last);
    }

    /** Zaps everything only if it may, and of each range what is left of it. */
    private record Less(Zap of, boolean everything, Ranges ranges) implements Zap {
        @Override
        public void all() {
            if (everything) {
                of.all();
            }
        }

        @Override
        public void range(long first, long last) {
            ranges.of(of, first, last);
        }

        @Override
        public void notWriteBack(MtrrRegisters mtrrs) {
            of.notWriteBack(mtrrs);
        }
    }

    private static UnaryOperator<Zap> ranges(Ranges ranges) {
        return zap -> new Less(zap, true, ranges);
    }

    @Test
    void bugsInWhatIsZappedAreNotProved() throws IOException {
        Map<String, UnaryOperator<Zap>> bugs = new LinkedHashMap<>();
        bugs.put("not everything", zap -> new Less(zap, false, Zap::range));
        bugs.put("a page less at the end", ranges((zap, first, last) -> zap.range(first, last - PAGE)));
        bugs.put("no range above 1 MiB", ranges((zap, first, last) -> {
            if (first < ONE_MIB) {
                zap.range(first, last);
            }
        }));
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeThat(solvers.all()).as("solvers").isNotEmpty();
            try (Judges judges = new Judges(solvers.all(), ProofOptions.USUAL.limit(), () -> false)) {
                assertThat(isFalse(zap -> zap, judges)).as("the design").isFalse();
                for (Map.Entry<String, UnaryOperator<Zap>> bug : bugs.entrySet()) {
                    assertThat(isFalse(bug.getValue(), judges)).as(bug.getKey()).isTrue();
                }
            }
        }
    }

    /** Whether the law does not follow of the design with such zaps. */
    private boolean isFalse(UnaryOperator<Zap> zaps, Judges judges) {
        Changed design = new Changed((KvmDesign) claim.design(), zaps);
        Claim changed = new Claim(
                CLAIM,
                kvm,
                design,
                claim.law(),
                claim.scope(),
                claim.expected(),
                claim.says(),
                claim.finding(),
                claim.sources());
        Setup setup = new Setup(kvm, changed, proof, new LookUpSummaries().all());
        ProofModel model = setup.model(setup.scope());
        Obligations obligations =
                new Obligations(model, new Room(model, setup.any()), setup.facts(model), model.values());
        Inquiry inquiry = new Inquiry((done, of) -> {});
        obligations.law(claim.law()).forEach(inquiry::add);
        inquiry.run(judges);
        assertThat(inquiry.questions()).allMatch(question -> question.verdict().result() != Result.UNDECIDED);
        return inquiry.questions().stream()
                .anyMatch(question -> question.verdict().result() == Result.SAT);
    }
}
