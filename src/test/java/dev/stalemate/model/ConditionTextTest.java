package dev.stalemate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions over printed names, on KVM's states. */
class ConditionTextTest {
    private static final Model KVM = model("kvm", "cd0-zaps-non-wb", "small");

    private static Model model(String name, String design, String scope) {
        ModelSystem system = Systems.catalogue().system(name);
        return system.model(system.design(design), system.scope(scope));
    }

    /** Frame 0 has a UC leaf, vCPU 0 has CR0.CD=1, and vCPU 1 has enabled its MTRRs. */
    private static long[] state() {
        List<Step> steps = List.of(
                KVM.step("wrmsr", List.of("1", "0x2ff", "0xc06")),
                KVM.step("touch", List.of("0", "0x0")),
                KVM.step("set-cd", List.of("0")));
        return Trace.replay(KVM, steps).end();
    }

    private static boolean test(String condition) {
        return ConditionText.of(KVM, condition).condition().test(state());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "cr0.cd[0]=1; true",
                "cd[0]=1; true",
                "cd[0]; true",
                "!cd[0]; false",
                "cd[1]==0; true",
                "cr0.cd[any]=1; true",
                "cr0.cd[every]=1; false",
                "cr0.cd[ every ] = 1; false",
                "ept[0x80000]=none; true",
                "ept[any]!=none; true",
                "ept[every]!=none; false",
                "ept[0x0]=UC; true",
                "ept[0x0].uc; true",
                "ept[0x0].ipat; false",
                "ept[0x0]=WB+IPAT; false",
                "ept[0x0]=\"UC\"; true",
                "msr.0x2ff[1]!=0x0; true",
                "msr.0x2ff[1]=3078; true",
                "0x2ff[1]=0xC06; true",
                "msr.0x2ff[1]=0x5; false",
                "msr.0x2ff[1]>0x2ff; true",
                "msr.0x2ff[1]<=0xc05; false",
                "msr.0x2ff[0]<msr.0x2ff[1]; true",
                "msr.0x2ff[0]!=msr.0x2ff[1]; true",
                "msr.0x2ff[any]!=msr.0x2ff[any]; false",
                "ept[0x0]!=would get[0x0]; true",
                "ept[any]!=would get[any]; true",
                "would get[0x0].uc & would get[0x80000].uc; true",
                "mtrr[1][every]=UC; true",
                "mtrr[0][any]=WB; false",
                "cd[0]=1 & (ept[0x0]=WB | ept[0x0]=UC) & !(cd[1]=1); true",
                "cd[0]=0 | cd[1]=1 | cd[0]=1 && cd[1]=1; false",
                "cd[1]=1&cd[1]=1|cd[0]=1; true",
                "!!cd[0]=1; true",
            })
    void saysOfAState(String condition, boolean says) {
        assertEquals(says, test(condition));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "cd[0]=0 & epd[0x0]=UC; column 11; did you mean ept?",
                "cd=1; column 1; cr0.cd is written as cr0.cd[vcpu], such as cr0.cd[0]",
                "cd[2]=1; column 4; no vcpu '2' in this scope",
                "cd[0; column 3; bracket is not closed",
                "ept[0x0]=wb; column 10; did you mean WB? it can be none, UC",
                "ept[0x0]; column 1; not a flag: compare it with a value, as in ept[0x0]=none",
                "ept[0x0].ipta; column 1; no value of ept has the word 'ipta'; did you mean IPAT?",
                "ept[0x0]<UC; column 1; ept is no number, and < compares numbers",
                "ept[0x0]=; column 10; a value is missing",
                "ept[0x0]=UC); column 12; ')' was not expected",
                "(ept[0x0]=UC; column 1; this parenthesis is not closed",
                "=UC; column 1; a name is missing",
                "cd[0]=1 &; column 10; a name is missing",
                "ept[0x0].uc=1; column 1; a question of its own",
                "ept[any]=would get[every]; column 10; can't be mixed",
                "mtrr[any][every]=WB; column 1; can't be mixed",
                "ept[0x0]=would get[0x0] UC; column 25; was not expected",
                "ept[0x0]=would gte[0x0]; column 10; did you mean would get?",
                "ept[0x0]=\"UC; column 10; quotation mark is not closed",
            })
    void whatIsNoConditionIsPointedAt(String condition, String column, String says) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> ConditionText.of(KVM, condition))
                        .getMessage());
        assertTrue(message.startsWith(column + " of '" + condition + "': "), message);
        assertTrue(message.contains(says), message);
    }

    @Test
    void aLongTextIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ConditionText.of(KVM, "!".repeat(2000) + "cd[0]"));
        assertTrue(ConditionText.of(KVM, "!".repeat(990) + "cd[0]").condition().test(state()));
    }

    @Test
    void whatTheScopeLeavesConstantIsKnown() {
        Model calm = model("kvm", "linux-6.7", "small,cd=off");
        assertEquals(false, ConditionText.of(calm, "cd[0]=1 & ept[0x0]=UC").constant());
        assertEquals(true, ConditionText.of(calm, "cd[0]=0 | ept[0x0]=UC").constant());
        assertNull(ConditionText.of(calm, "cd[0]=0 & ept[0x0]=UC").constant());
        assertEquals(false, ConditionText.of(KVM, "msr.0x2ff[0]=0x5").constant());
        Law law = calm.law("never: cd[0]=1 & ept[0x0]=UC");
        assertFalse(law.premise().test(calm.initial()));
        assertTrue(law.says().endsWith("nothing in this scope can break it: cr0.cd is always 0"), law.says());
    }

    @Test
    void aLawIsFoundByWhatItsNameSays() {
        Law never = KVM.law("never: cd[0]=1 & ept[any]=UC");
        assertTrue(never.violatedBy(state()));
        assertFalse(never.violatedBy(KVM.initial()));
        assertEquals(
                List.of("cr0.cd[0] is 1", "ept[0x0] is UC"),
                never.explanation().of(state()).details());
        Law always = KVM.law("always: cd[0]=0");
        assertTrue(always.violatedBy(state()));
        assertFalse(always.violatedBy(KVM.initial()));
        assertThrows(IllegalArgumentException.class, () -> KVM.law("never: epd[0x0]=UC"));
    }

    @Test
    void whatNamesOneOfSeveralTellsThemApart() {
        assertEquals(
                List.of("vcpu", "gpa"),
                KVM.layout().interchangeable().stream().map(Index::name).toList());
        assertEquals(List.of(true, false), apart("cd[0]=1 | ept[any]=UC"));
        assertEquals(List.of(false, true), apart("cd[any]=1 & !ept[0x0]=UC"));
        assertEquals(List.of(false, true), apart("msr.0x250[every]=0x0"), "0x250 is the first frame's register");
        assertEquals(List.of(false, false), apart("cd[any]=1 & ept[every]=UC & msr.0x2ff[any]=0x0"));
        assertEquals(List.of(true, true), apart("mtrr[any][any]=UC"), "what a view depends on is not known");
    }

    private static List<Boolean> apart(String condition) {
        Law.Condition compiled = ConditionText.of(KVM, condition).condition();
        return List.of(compiled.tellsApart(KVM.layout(), 0), compiled.tellsApart(KVM.layout(), 1));
    }

    @Test
    void askingAllocatesNothing() {
        Law.Condition condition = ConditionText.of(
                        KVM,
                        "cd[any]=1 & (ept[every]!=none | msr.0x2ff[0]<msr.0x2ff[1]) & ept[0x0]!=ept[0x80000] & !ept[0x0].ipat")
                .condition();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] state = state();
        long thread = Thread.currentThread().getId();
        int yes = ask(condition, state);
        long before = threads.getThreadAllocatedBytes(thread);
        yes += ask(condition, state);
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        assertEquals(200_000, yes);
        assertTrue(bytes < 100_000, bytes + " bytes for 100,000 states");
    }

    private static int ask(Law.Condition condition, long[] state) {
        int yes = 0;
        for (int i = 0; i < 100_000; i++) {
            yes += condition.test(state) ? 1 : 0;
        }
        return yes;
    }
}
