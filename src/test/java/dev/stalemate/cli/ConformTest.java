package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.xen.XenLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conform xen}: what it prints, writes and returns. */
class ConformTest {
    private static final String TABLE =
            "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 5 rwx WB!\n(XEN) gfn: 11 order: 0 mfn: 9 rwx WB!\n";

    @TempDir
    private Path directory = Path.of(".");

    private Path run(String console) {
        return XenLab.write(
                directory,
                "create A 1\nram A 10 2 0\ndump end -> console 1 bytes -> 00-end.console.txt  0.33sok",
                console);
    }

    @Test
    void aRunThatIsAsItShouldBeEndsWith0() throws IOException {
        Path json = directory.resolve("out.json");
        Tool.Result result = Tool.mutex().run("conform", "xen", run(TABLE).toString(), "--json", json.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        "1 runs of Xen 4.17.7 on the model: 2 leaves in 1 dumps, 0 different; 3 commands, 0 with other"
                                + " misconfiguration exits, 0 with another answer\n");
        assertThat(Files.readString(json))
                .contains("\"dumps\" : 1", "\"leaves\" : 2", "\"different\" : 0", "\"commands\" : 3")
                .contains("\"exitsDifferent\" : 0", "\"first\" : [ ]");
    }

    @Test
    void aDifferenceEndsWith15AndSaysWhichCommandCausedIt() {
        Path run = run(TABLE.replaceFirst("WB!", "UC "));
        Tool.Result result = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(result.code()).isEqualTo(15);
        assertThat(result.out())
                .contains("2 leaves in 1 dumps, 1 different")
                .contains("command 1 (ram A 10 2 0):\n  A gfn 10: order 0 [UC ] on Xen, order 0 [WB!] in the model, in"
                        + " dump end; the model made it order 0 [WB!] of nothing here");
        assertThat(Tool.mutex()
                        .run("conform", "xen", run.toString(), "--json", "-")
                        .out())
                .startsWith("{")
                .contains("\"kind\" : \"leaf\"", "\"step\" : 1", "\"command\" : \"ram A 10 2 0\"");
    }

    @Test
    void aBadRunEndsWith65() {
        Tool.Result result =
                Tool.mutex().run("conform", "xen", directory.resolve("none").toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).endsWith("none/steps.log: no such file\n");
    }

    @Test
    void aConsoleIsSummedUp() {
        String console = run(TABLE).resolve("00-end.console.txt").toString();
        Tool.Result result = Tool.mutex().run("conform", "xen", "--dump", console);
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("dump 1 of 1\n  domain 1: 2 leaves\n    gfn 10-11 order  0 rwx [WB!]\n");
        assertThat(Tool.mutex()
                        .run("conform", "xen", "--dump", console, "--json", "-")
                        .out())
                .contains("\"first\" : \"0x10\"", "\"last\" : \"0x11\"", "\"type\" : \"WB!\"", "\"leaves\" : 2");
    }

    @Test
    void ctrlCEndsBeforeTheNextRun() {
        Tool.Result result =
                Tool.mutex().interrupted().run("conform", "xen", run(TABLE).toString());
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).startsWith("0 runs of Xen");
    }
}
