package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceSessionTest {
    private final ReferenceSession session = new ReferenceSession();

    private void assertAnswer(String request, String answer) {
        assertThat(session.answer(request)).as(request).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rdmsr fe | 0x508",
                "rdmsr 0x277 | 0x7040600070406",
                "rdmsr 0x2ff | 0x0",
                "rdmsr 0x210 | gp",
                "rdmsr 0x10 | gp",
                "wrmsr 0xfe 0x508 | gp",
                "type 0 | UC",
                "type 3fffffffffff | UC",
                "large 0x40000000 18 | uniform:UC",
                "effective WT WP | WP",
                "effective WB UC- | UC",
                "pat 2 | UC-",
                "cr0 0x20000000 | gp",
                "cr0 0x60000000 | ok",
                "ept 0x77 | WB 1",
                "ept 0x0f | WC 0",
                "ept 0x3f | misconfig",
                "ept 0x32 | misconfig",
                "ept 0x400000000037 | misconfig",
                "ept 0 | UC 0",
                "eptype 0x77 UC | WB",
                "eptype 0x37 UC- | UC",
                "eptype 0x0f UC- | WC",
                "eptype 0x3f WB | misconfig",
            })
    void aFreshSessionAnswers(String request, String answer) {
        assertAnswer(request, answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reset | error: reset: expects maxphyaddr=N vcnt=N",
                "reset maxphyaddr=31 vcnt=8 | error: reset: maxphyaddr '31' is not a decimal number in 32..52",
                "reset maxphyaddr=53 vcnt=8 | error: reset: maxphyaddr '53' is not a decimal number in 32..52",
                "reset maxphyaddr=0x2e vcnt=8 | error: reset: maxphyaddr '0x2e' is not a decimal number in 32..52",
                "reset maxphyaddr=46 vcnt=41 | error: reset: vcnt '41' is not a decimal number in 0..40",
                "reset maxphyaddr=46 vcnt=-1 | error: reset: vcnt '-1' is not a decimal number in 0..40",
                "reset maxphyaddr=46 maxphyaddr=46 | error: reset: expects maxphyaddr=N vcnt=N",
                "wrmsr 0x2ff | error: wrmsr: expects MSR VALUE",
                "wrmsr 0x2ff 0x | error: wrmsr: '0x' is not a hex number",
                "wrmsr 0x2ff +6 | error: wrmsr: '+6' is not a hex number",
                "wrmsr 0x2ff 10000000000000000 | error: wrmsr: '10000000000000000' does not fit in 64 bits",
                "rdmsr 1000002ff | error: rdmsr: MSR 0x1000002ff is above 0xffffffff",
                "type 0x400000000000 | error: type: address 0x400000000000 is above 0x3fffffffffff",
                "large 0 35 | error: large: order '35' is not a decimal number in 0..34",
                "large 0 99999999999 | error: large: order '99999999999' is not in 0..34",
                "effective UC- WB | error: effective: no MTRR holds UC-",
                "effective wb WB | error: effective: 'wb' is not a memory type (UC, UC-, WC, WT, WP, WB)",
                "pat 8 | error: pat: index 0x8 is above 0x7",
                "ept 0x38 | error: ept: the entry is not present and its EMT 7 is no type",
                "eptype 0x30 WB | error: eptype: the entry is not present: bits 2:0 are clear",
                "frobnicate 1 | error: unknown request 'frobnicate'",
                "TYPE 0 | error: unknown request 'TYPE'",
            })
    void anErrorNamesTheRequestAndWhatIsWrong(String request, String answer) {
        assertAnswer(request, answer);
        assertAnswer("rdmsr 0xfe", "0x508");
    }

    @Test
    void blankLinesAndCommentsHaveNoAnswer() {
        assertThat(session.answer("")).isNull();
        assertThat(session.answer(" \t\r")).isNull();
        assertThat(session.answer("# type 0")).isNull();
        assertThat(session.answer("  # type 0")).isNull();
    }

    @Test
    void spacesTabsAndACarriageReturnSeparateAndEndWords() {
        assertAnswer("  wrmsr\t2ff   806\r", "ok");
        assertAnswer("type 0x1000", "WB");
    }

    @Test
    void aRefusedWriteChangesNothing() {
        assertAnswer("wrmsr 0x277 0x0606060606060606", "ok");
        assertAnswer("wrmsr 0x277 0x0606060606060602", "gp");
        assertAnswer("rdmsr 0x277", "0x606060606060606");
    }

    @Test
    void resetForgetsRegistersAndCr0AndAnErroneousResetForgetsNothing() {
        assertAnswer("wrmsr 2ff 806", "ok");
        assertAnswer("cr0 40000000", "ok");
        assertAnswer("reset maxphyaddr=99 vcnt=8", "error: reset: maxphyaddr '99' is not a decimal number in 32..52");
        assertAnswer("rdmsr 2ff", "0x806");
        assertAnswer("reset vcnt=10 maxphyaddr=36", "ok");
        assertAnswer("rdmsr 2ff", "0x0");
        assertAnswer("rdmsr fe", "0x50a");
        assertAnswer("effective WB WB", "WB");
        assertAnswer("wrmsr 213 0x1000000800", "gp");
    }

    @Test
    void cacheDisableMakesTypeAndEffectiveUncachedAndLeavesTheOthers() {
        assertAnswer("wrmsr 2ff 806", "ok");
        assertAnswer("cr0 40000000", "ok");
        assertAnswer("type 1000", "UC");
        assertAnswer("effective WB WC", "UC");
        assertAnswer("large 0 9", "uniform:WB");
        assertAnswer("eptype 37 WB", "WB");
        assertAnswer("cr0 20000000", "gp");
        assertAnswer("type 1000", "UC");
        assertAnswer("cr0 0", "ok");
        assertAnswer("type 1000", "WB");
    }

    @Test
    void anUndefinedOverlapIsUndefined() {
        assertAnswer("wrmsr 2ff 806", "ok");
        assertAnswer("wrmsr 200 40000001", "ok");
        assertAnswer("wrmsr 201 3fffc0000800", "ok");
        assertAnswer("wrmsr 202 40000005", "ok");
        assertAnswer("wrmsr 203 3fffffe00800", "ok");
        assertAnswer("type 40000000", "undef");
        assertAnswer("large 40000000 18", "undef");
        assertAnswer("large 40200000 9", "uniform:WC");
        assertAnswer("large 0 19", "undef");
    }

    @Test
    void garbageIsAnsweredWithOnePrintableLine() {
        Random random = new Random(1);
        String[] verbs = {"reset", "wrmsr", "rdmsr", "type", "large", "effective", "pat", "cr0", "ept", "eptype", ""};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder(verbs[random.nextInt(verbs.length)]).append(' ');
            int length = random.nextInt(60);
            for (int c = 0; c < length; c++) {
                line.append((char)
                        (random.nextInt(4) == 0
                                ? random.nextInt(0x10000)
                                : " 0123456789abcdefx=WBUC-".charAt(random.nextInt(24))));
            }
            String answer = session.answer(line.toString());
            if (answer != null) {
                assertThat(answer).matches("[ -~]{1,200}");
            }
        }
    }
}
