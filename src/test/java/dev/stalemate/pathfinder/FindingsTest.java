package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a run without errors is no proof. */
class FindingsTest {
    private static final String REPORT =
            """
            <?xml version="1.0" ?>
            <jpfreport>
              <result findings="none"/>
              <statistics>
                <new-states>12</new-states>
                <end-states>3</end-states>
              </statistics>
            </jpfreport>
            """;

    @TempDir
    @SuppressWarnings("NullAway") // by JUnit
    private Path run;

    @BeforeEach
    @SuppressWarnings("NullAway")
    void aCleanRun() throws IOException {
        Files.write(run.resolve("result"), List.of("states 12", "ends 3", "model-states 7", "finished"));
        Files.writeString(run.resolve("log"), "[WARNING] orphan NativePeer method\n");
        Files.writeString(run.resolve("report.xml"), REPORT);
    }

    @Test
    void aWholeReportWithoutFindingsIsBelieved() throws IOException {
        Findings findings = Findings.in(run);

        assertThat(findings.objection()).isEmpty();
        assertThat(findings.errors()).isEmpty();
        assertThat(findings.number("model-states")).isEqualTo(7);
    }

    @Test
    void aRunThatDidNotComeToItsEndIsNot() throws IOException {
        Files.write(run.resolve("result"), List.of("states 12", "ends 3"));

        assertThat(Findings.in(run).objection()).isEqualTo("Java PathFinder did not finish");
    }

    @Test
    void norOneThatLeftNothing() throws IOException {
        Files.delete(run.resolve("result"));

        assertThat(Findings.in(run).objection()).isEqualTo("Java PathFinder did not finish");
    }

    @Test
    void norOneWithASevereLineInItsLog() throws IOException {
        Files.writeString(run.resolve("log"), "ready\n[SEVERE] cannot load application class X\n");

        assertThat(Findings.in(run).objection())
                .isEqualTo("Java PathFinder logged: [SEVERE] cannot load application class X");
    }

    @Test
    void norOneInWhichAThreadWasLost() throws IOException {
        note("lost A.java:51 invokedynamic equals");

        assertThat(Findings.in(run).objection())
                .isEqualTo(
                        "a thread ended at a call that Java PathFinder can't resolve: A.java:51 invokedynamic equals");
    }

    @Test
    void norOneThatABoundStopped() throws IOException {
        note("bound memory limit reached: 1M");

        assertThat(Findings.in(run).objection())
                .isEqualTo("Java PathFinder stopped at a bound: memory limit reached: 1M");
    }

    @Test
    void norOneWithoutAnEndState() throws IOException {
        Files.write(run.resolve("result"), List.of("states 12", "ends 0", "finished"));
        Files.writeString(run.resolve("report.xml"), REPORT.replace(">3<", ">0<"));

        assertThat(Findings.in(run).objection()).isEqualTo("no run came to an end");
    }

    @Test
    void norOneWhoseReportIsCutOff() throws IOException {
        Files.writeString(run.resolve("report.xml"), REPORT.substring(0, REPORT.length() / 2));

        assertThat(Findings.in(run).objection()).startsWith("the report is not complete: ");
    }

    @Test
    void norOneWithoutAReport() throws IOException {
        Files.delete(run.resolve("report.xml"));

        assertThat(Findings.in(run).objection()).startsWith("the report is not complete: ");
    }

    @Test
    void norOneWhoseReportHasFindingsThatNobodySaw() throws IOException {
        Files.writeString(run.resolve("report.xml"), REPORT.replace("none", "errors"));

        assertThat(Findings.in(run).objection()).isEqualTo("the report has findings, and the listener saw none");
    }

    @Test
    void norOneThatCountsOtherwiseThanTheListener() throws IOException {
        Files.writeString(run.resolve("report.xml"), REPORT.replace("12", "11"));

        assertThat(Findings.in(run).objection())
                .isEqualTo("the report counts 11 states and 3 end states, and the listener others");
    }

    @Test
    void norOneThatCountsOtherEndsThanTheListener() throws IOException {
        Files.writeString(run.resolve("report.xml"), REPORT.replace(">3<", ">4<"));

        assertThat(Findings.in(run).objection())
                .isEqualTo("the report counts 12 states and 4 end states, and the listener others");
    }

    @Test
    void aReportMayDeclareNoEntities() throws IOException {
        Files.writeString(
                run.resolve("report.xml"),
                REPORT.replace(
                        "<jpfreport>",
                        "<!DOCTYPE jpfreport [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><jpfreport>&x;"));

        assertThat(Findings.in(run).objection()).startsWith("the report is not complete: ");
    }

    private void note(String line) throws IOException {
        Files.write(run.resolve("result"), List.of(line, "states 12", "ends 3", "finished"));
    }
}
