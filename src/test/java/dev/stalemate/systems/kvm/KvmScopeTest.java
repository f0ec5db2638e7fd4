package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes: what they leave of the machine, and what is said of impossible ones. */
class KvmScopeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            frames=0                          | scope setting frames: 0 is not within 1 to 11
            frames=12                         | name addresses for more
            frames=0x1234                     | '0x1234' is not the address of a page below 2^52
            frames=0x10000000000000           | '0x10000000000000' is not the address of a page below 2^52
            frames=0x1000+                    | '' is not a hex number
            frames=0x0+0x1000+0x2000+0x3000+0x4000+0x5000+0x6000+0x7000+0x8000\
            +0x9000+0xa000+0xb000+0xc000+0xd000+0xe000+0xf000+0x10000 | at most 16 frames
            frames=0x1000000000               | 0x1000000000 is beyond the guest's MAXPHYADDR of 36 bits
            maxphyaddr=53                     | 53 is not within 32 to 52
            maxphyaddr=32,frames=0x100000000  | 0x100000000 is beyond the guest's MAXPHYADDR of 32 bits
            wrmsr=2ff:c07                     | WRMSR 0x2ff of 0xc07 is #GP with a MAXPHYADDR of 36
            wrmsr=201:ffffff0000800           | WRMSR 0x201 of 0xffffff0000800 is #GP with a MAXPHYADDR of 36
            init=277:2                        | WRMSR 0x277 of 0x2 is #GP with a MAXPHYADDR of 36
            init=2ff:0/c06                    | scope setting init: MSR 0x2ff can't start with 2 values
            init=frames                       | scope setting init: 'frames' is not of the form MSR:VALUE/VALUE
            init=wide                         | scope setting init: 'wide' is not of the form MSR:VALUE/VALUE
            wrmsr=fe:508                      | 0xfe is no MTRR of a guest with 8 pairs, and not the PAT
            wrmsr=210:0                       | 0x210 is no MTRR of a guest with 8 pairs, and not the PAT
            wrmsr=2ff:0+2ff:c06               | MSR 0x2ff twice
            wrmsr=2ff                         | '2ff' is not of the form MSR:VALUE/VALUE
            wrmsr=2ff:xyz                     | 'xyz' is not a hex number
            pat-index=8                       | '8' is not PAT entries such as 0+3
            guest=bsd                         | 'bsd' is not one of free, sdm, linux
            hotplug=maybe                     | 'maybe' is not one of off, bare, slots, slots-moved
            touch=code                        | scope setting touch: no frame is WB whenever E=1
            online=reprogrammed               | scope setting online: reprogrammed is for guest=sdm and guest=linux with cd=on
            parked=2                          | scope setting parked: vCPU 0 is never parked, so at most 1 of these vCPUs are
            parked=8                          | 8 is not within 0 to 7
            parked=1,sipi=never,offline=on    | scope setting sipi: never is for offline=off, where no vCPU comes on line
            sipi=soon                         | 'soon' is not one of never, later, came
            memory=rom                        | scope setting memory: 'rom' is not ram, bar or vga, and what is different there
            memory=ram-mtrr.uncached          | scope setting memory: 'uncached' is not a type (wb, wt, wp, wc or uc)
            memory=ram+                       | scope setting memory: '' is not ram, bar or vga
            memory=vga-wc                     | scope setting memory: the host does not track the type of vga, so it is not wc
            memory=ram-unmanaged-reserved     | scope setting memory: 'ram-unmanaged-reserved' says two things of the struct page
            memory=ram-wc-wb                  | scope setting memory: 'ram-wc-wb' says two things of the type
            memory=ram-mtrr.wc-mtrr.uc        | scope setting memory: 'ram-mtrr.wc-mtrr.uc' says two things of the host's MTRRs
            memory=bar-unlisted-unlisted      | scope setting memory: 'bar-unlisted-unlisted' says two things of the e820
            memory=ram+ram+bar                | scope setting memory: 3 are named, but frames are 2
            mmio=3                            | scope setting mmio: 3 frames of 2 can't be MMIO
            memory=bar,mmio=1                 | scope setting mmio: memory says already what each frame is
            used-by=gpu                       | scope setting used-by: 'gpu' is not nobody, snooping, non-snooping or any
            used-by=any+unknown               | scope setting used-by: 'unknown' is not nobody, snooping, non-snooping or any
            used-by=any+any+any               | scope setting used-by: 3 are named, but frames are 2
            slots=flagged                     | scope setting slots: 'flagged' is not plain or non-coherent
            faults=two                        | 'two' is not one of whole, steps
            faults=steps,p2m=on               | scope setting faults: steps is for p2m=off and replaces=none
            faults=steps,replaces=linux-6.7   | scope setting faults: steps is for p2m=off and replaces=none
            dirty-log=on                      | 'on' is not one of off, eager, lazy
            dirty-log=eager                   | scope setting dirty-log: only large leaves are split, so it is for large=on
            data=on                           | 'on' is not one of off, lines, untold
            data=lines,p2m=on                 | scope setting data: data are followed with p2m=off alone
            handed-over=as-is                 | scope setting handed-over: without data=lines there are no data
            cd=yes                            | 'yes' is neither on nor off
            vcpus=9                           | 9 is not within 1 to 8
            vcpus=two                         | 'two' is not a number
            expect-zap=0x1000                 | '0x1000' is not a range such as 0xa0000-0xfffff
            expect-zap=0x2000-0x1fff          | '0x2000-0x1fff' ends before it starts, or beyond any address
            replaces=linux-2.4                | scope setting replaces: no design 'linux-2.4'
            replaces=vm-copy                  | scope setting replaces: only 4 KiB leaves are compared
            replaces=linux-6.7,p2m=on         | scope setting replaces: only 4 KiB leaves are compared
            vcpu=2                            | no scope setting 'vcpu'; did you mean vcpus? There are [vcpus, frames
            huge                              | no scope 'huge' of kvm; there are [small, hotplug, sdm
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.KVM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aScopeLeavesOutWhatItTurnsOff() {
        assertThat(actions("cd=off,wrmsr=none")).isEqualTo("touch");
        assertThat(actions("wrmsr=none,hotplug=bare,offline=on,large=on"))
                .isEqualTo("attach-device detach-device touch set-cd clear-cd offline online split merge");
        assertThat(actions("cd=off,wrmsr=none,p2m=on"))
                .isEqualTo("touch unmap flush-tlb free give-to-another-guest other-guest-writes map");
    }

    @Test
    void devicesBeginAndEndWhereTheScopeSaysThatAnyMay() {
        String fixed = "cd=off,wrmsr=none,frames=4,used-by=non-snooping+snooping";
        assertThat(actions(fixed)).isEqualTo("touch");
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.scope(fixed + "+any"));
        long[] state = model.initial();
        assertThat(users(model, state))
                .containsExactly("a non-snooping device", "a snooping device", "nobody", "nobody");
        assertThat(uses(model, state))
                .containsExactly("begin-snooping-dma gpa=0xa0000", "begin-non-snooping-dma gpa=0xa0000");
        model.step("begin-non-snooping-dma", List.of("0xa0000")).apply(state);
        assertThat(users(model, state))
                .containsExactly("a non-snooping device", "a snooping device", "a non-snooping device", "nobody");
        assertThat(uses(model, state)).containsExactly("end-dma gpa=0xa0000");
    }

    private static List<String> users(Model model, long[] state) {
        Field users = model.layout().fields().stream()
                .filter(field -> field.name().equals("used-by"))
                .findFirst()
                .orElseThrow();
        return IntStream.range(0, users.size())
                .mapToObj(f -> users.text(state, f))
                .toList();
    }

    private static List<String> uses(Model model, long[] state) {
        return model.steps().stream()
                .filter(step -> step.action().name().endsWith("-dma") && step.enabled(state))
                .map(Step::toString)
                .toList();
    }

    /** Whatever of their values the MTRRs have: a fixed range that can be UC, a default type, or a variable range over it spoils it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            wrmsr=2ff:0/c06+250:606060606060606                          | 0x100000
            init=250:606060606060606,wrmsr=2ff:0/c06                     | 0x0 0x100000
            init=250:606060606060606,wrmsr=2ff:0/806                     | 0x0 0x80000 0x100000
            init=250:606060606060606,wrmsr=2ff:0/c00                     | 0x0
            wrmsr=2ff:0/c06/806                                          | 0x100000
            init=200:100000,wrmsr=2ff:c06+201:ffff00800                  |
            init=200:100006,wrmsr=2ff:c06+201:ffff00800                  | 0x100000
            init=200:200000,wrmsr=2ff:c06+201:ffff00800                  | 0x100000
            init=200:100000,wrmsr=2ff:c06+201:ffff00000                  | 0x100000
            wrmsr=none                                                   |
            wrmsr=wide                                                   |
            """)
    void codeIsWhereEveryValueGivesWriteBack(String msrs, String frames) {
        String scope = "guest=sdm,touch=code,vcpus=1,frames=0x0+0x80000+0x100000," + msrs;
        if (frames == null) {
            assertThatThrownBy(() -> KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.scope(scope)))
                    .hasMessageContaining("no frame is WB whenever E=1");
            return;
        }
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.scope(scope));
        long[] state = model.initial();
        model.step("set-cd", List.of("0")).apply(state);
        assertThat(Stream.of("0x0", "0x80000", "0x100000")
                        .filter(gpa -> model.step("touch", List.of("0", gpa)).enabled(state)))
                .containsExactly(frames.split(" "));
    }

    /** A slot that is added zaps nothing, one that is deleted zaps everything. */
    @ParameterizedTest
    @CsvSource({"bare, stays, stays", "slots, stays, zapped", "slots-moved, zapped, zapped"})
    void devicesZapAsTheirMemorySlotsDo(String hotplug, String comes, String goes) {
        Model model = KvmChecks.KVM.model(
                KvmDesigns.LINUX_4_9, KvmChecks.scope("cd=off,wrmsr=none,vcpus=1,frames=1,hotplug=" + hotplug));
        long[] state = model.initial();
        Step touch = model.step("touch", List.of("0", "0x0"));
        for (String event : List.of("attach-device", "detach-device")) {
            if (touch.enabled(state)) {
                touch.apply(state);
            }
            model.step(event, List.of()).apply(state);
            assertThat(touch.enabled(state) ? "zapped" : "stays").isEqualTo(event.startsWith("attach") ? comes : goes);
        }
    }

    /** Another vCPU may have written something else to a copy that the design keeps. */
    @Test
    void aVcpuMayWriteWhatItHoldsWhereACopyHoldsSomethingElse() {
        for (KvmDesign design : List.of(KvmDesigns.VM_COPY, KvmDesigns.LINUX_6_7)) {
            Model model = KvmChecks.KVM.model(design, KvmChecks.scope("cd=off,frames=1"));
            Step again = model.step("wrmsr", List.of("1", "0x250", "0x0"));
            long[] state = model.initial();
            assertThat(again.enabled(state)).isFalse();
            model.step("wrmsr", List.of("0", "0x250", "0x606060606060606")).apply(state);
            assertThat(again.enabled(state)).isEqualTo(design.mtrrCopies() > 0);
        }
    }

    @Test
    void hostMmioNeedsNoLeafOfItsMtrrsType() {
        String scope = "mmio=1,cd=off,frames=0x100000+0x200000,init=2ff:806,wrmsr=none";
        assertThat(KvmChecks.decide(KvmDesigns.LINUX_6_7, "leaf-follows-online-mtrrs", scope)
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            frames=2                          | vcpus=3 frames=3
            vcpus=8                           | frames=3
            frames=11                         | vcpus=3
            vcpus=8,frames=11                 |
            frames=0x0+0x80000                | vcpus=3
            wrmsr=2ff:0/c06                   | vcpus=3
            wrmsr=none,vcpus=1                | vcpus=2 frames=3
            """)
    void aScopeGrowsByVcpusAndByFramesThatItCounts(String scope, String expected) {
        String growths = KvmChecks.KVM.larger(KvmChecks.scope(scope)).stream()
                .map(g -> g.setting().name() + "=" + g.next())
                .collect(Collectors.joining(" "));
        assertThat(growths).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void aGrownScopeIsTheOneOfTheNextValue() {
        Scope scope = KvmChecks.scope("frames=3");
        assertThat(KvmChecks.KVM.larger(scope))
                .extracting(g -> g.of(scope).toString())
                .containsExactly("vcpus=3,frames=3", "frames=4");
    }

    private static String actions(String scope) {
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.scope(scope));
        return model.actions().stream().map(Action::name).collect(Collectors.joining(" "));
    }
}
