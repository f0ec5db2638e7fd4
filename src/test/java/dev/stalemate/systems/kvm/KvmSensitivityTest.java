package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every property can fail and can hold: a scope in which one design breaks it and another does not, both with something at stake. */
class KvmSensitivityTest extends DesignPairs {
    private static final String OVMF = "vcpus=1,maxphyaddr=40,wrmsr=none,frames=0x9f000+0xa0000+0x80000000,"
            + "init=2ff:c06+250:606060606060606+258:606060606060606+200:80000000+201:ff80000800,"
            + "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff";
    private static final String LARGE =
            "vcpus=1,cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,wrmsr=200:200000+201:ffff00800";
    private static final String OFFLINE = "guest=sdm,init=2ff:c06,touch=outside,offline=on,frames=1";
    private static final String ROUNDS = "guest=linux,touch=outside,init=2ff:c06,vcpus=3,frames=1,zaps=on";

    private static final String GPU = "devices=0,cd=off,used-by=any,init=2ff:806,wrmsr=277:7040600070400";

    private static final String WHAT_DIFFERS =
            OVMF.replaceAll("expect-zap=.*", "expect-zap=what-differs").replace("wrmsr=none", "wrmsr=2ff:c00/c06");

    private static final String COMPARED = "never-weaker-than-replaced";

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-stale-igmt", "hotplug=bare", "linux-4.9", "linux-6.7"),
            new Pair("no-stale-quiescent", "hotplug=bare", "linux-6.7", "cd0-zaps-all"),
            new Pair("no-stale-quiescent", "guest=sdm,init=2ff:c06", "cd0-zaps-non-wb", "linux-4.9-no-quirk"),
            new Pair("no-stale", "hotplug=bare", "linux-4.9", "linux-6.11"),
            new Pair("never-weaker", "cd=off,vcpus=1", "linux-6.11", "linux-6.7"),
            new Pair("pat-is-honoured", "init=2ff:806,wrmsr=277:7040600070400", "linux-4.9", "linux-6.7"),
            new Pair(COMPARED, "replaces=linux-4.9,hotplug=bare", "linux-6.7", "cd-with-pat"),
            new Pair(COMPARED, "replaces=linux-4.9-no-quirk", "linux-4.9", "linux-4.9-no-quirk"),
            new Pair("never-weaker-while-off", "vcpus=1,guest=sdm,init=2ff:c06", "linux-4.9", "linux-4.9-no-quirk"),
            new Pair("leaf-follows-online-mtrrs", OFFLINE, "vm-copy-lowest-online", "vm-copy"),
            new Pair(
                    "lookup-is-sdm",
                    "vcpus=1,cd=off,frames=0x1000+0xb8000000,init=2ff:c06+200:6+201:f00000800,wrmsr=202:0/b8000000+203:ff8000800",
                    "linux-4.9",
                    "sdm-look-up"),
            new Pair("large-page-types", LARGE, "large-whole", "linux-6.7"),
            new Pair("large-check-is-safe", LARGE, "large-whole", "linux-6.7"),
            new Pair("one-zap-a-round", ROUNDS, "cd0-zaps-all", "vm-copy-zap-all"),
            new Pair("zaps-exactly", OVMF, "cd0-zaps-from-zero", "cd0-zaps-precisely"),
            new Pair("zaps-what-differs", WHAT_DIFFERS, "linux-6.7", "cd0-zaps-precisely"),
            new Pair("code-keeps-its-leaf", OVMF, "cd0-zaps-from-zero", "cd0-zaps-precisely"),
            new Pair("uncached-for-device", GPU, "linux-6.11", "linux-6.16-no-quirk"),
            new Pair("device-memory-is-uncached", "memory=vga", "linux-6.16", "mmio-by-mtrr"),
            new Pair("ram-no-slower-than-needed", "cd=off,used-by=snooping", "linux-6.7", "linux-6.11"),
            new Pair("no-retained-mapping", "p2m=on,cd=off,wrmsr=none", "unmap-flush-one", "unmap-flush-all"));

    KvmSensitivityTest() {
        super(KvmChecks.KVM, PAIRS);
    }

    /** Those of a scope with everything; large pages are not compared. */
    @Override
    protected Set<String> names() {
        Model everything = checks.model(
                "linux-6.7", "p2m=on,large=on,zaps=on,expect-zap=0x0-0xfff,memory=vga+ram,used-by=snooping+any");
        Set<String> names = everything.laws().stream().map(Law::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(names.add(COMPARED)).isTrue();
        assertThat(names.add("zaps-what-differs"))
                .as("where no ranges are expected")
                .isTrue();
        return names;
    }

    /** Mutants of a design that holds, one hook forgotten at a time. */
    @ParameterizedTest
    @FieldSource("MUTANTS")
    void aDesignThatForgetsAZapIsFound(Mutant mutant) {
        assertThat(KvmChecks.decide(KvmDesigns.ZAP_ALL, "no-stale-quiescent", mutant.scope)
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
        Outcome outcome = KvmChecks.decide(mutant, "no-stale-quiescent", mutant.scope);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        Model model = KvmChecks.KVM.model(mutant, KvmChecks.scope(mutant.scope));
        String last = Trace.replay(model, outcome.steps())
                .steps()
                .get(outcome.steps().size() - 1)
                .action()
                .name();
        assertThat(last).isEqualTo(mutant.brokenBy);
    }

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Mutant> MUTANTS = List.of(
            new Mutant(Forgets.MSR, "cd=off,vcpus=1", "wrmsr"),
            new Mutant(Forgets.CD, "guest=sdm,init=2ff:c06", "clear-cd"),
            new Mutant(Forgets.DEVICES, "cd=off,hotplug=bare", "attach-device"));

    private enum Forgets {
        MSR,
        CD,
        DEVICES
    }

    private static final class Mutant extends Proposals.ZapWhenCdClears {
        private final Forgets forgets;
        private final String scope;
        private final String brokenBy;

        Mutant(Forgets forgets, String scope, String brokenBy) {
            super("test: forgets " + forgets, "cd0-zaps-all without one of its zaps");
            this.forgets = forgets;
            this.scope = scope;
            this.brokenBy = brokenBy;
        }

        @Override
        public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
            if (forgets != Forgets.MSR) {
                super.msrWritten(vm, vcpu, msr, old, zap);
            }
        }

        @Override
        void zapStale(Vm vm, int vcpu, Zap zap) {
            if (forgets != Forgets.CD) {
                zap.all();
            }
        }

        @Override
        public void noncoherentDmaChanged(Vm vm, Zap zap) {
            if (forgets != Forgets.DEVICES) {
                super.noncoherentDmaChanged(vm, zap);
            }
        }
    }

    /** A page of the host that stands behind RAM and MMIO, or behind a gfn that maps nothing, does not exist. */
    @Test
    void largePagesAreOfOneKindAndInPlace() {
        for (String scope : List.of(
                "p2m=on,large=on,cd=off,wrmsr=none,vcpus=1,frames=0x200000+0x201000",
                "mmio=1,large=on,cd=off,wrmsr=none,vcpus=1,frames=0x200000+0x201000+0x400000+0x600000")) {
            Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_6_7, KvmChecks.scope(scope));
            SearchResult result = new BreadthFirst(model, model.laws(), Limits.none(), Monitor.SILENT).run();
            assertThat(result.outcomes()).extracting(Outcome::verdict).doesNotContain(Verdict.VIOLATED);
            assertThat(result.neverTaken()).isEmpty();
        }
    }
}
